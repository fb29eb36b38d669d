"""Small things that lie on dishes, drawn around 0, 0 and about 50 across."""

from typing import NamedTuple


class Topping(NamedTuple):
    """`room` is the radius it needs; `count` how many make a pizza."""

    markup: str
    room: float
    count: int


_LEAF = "M0 0C8-20 30-24 46-8C34 10 12 14 0 0Z"

TOPPINGS: dict[str, Topping] = {
    "tomato": Topping(
        '<circle r="27" fill="#c93a26"/><circle r="22" fill="#e9583a"/><g fill="#f9a878"><ellipse cy="-12" rx="8" ry="6"/><ellipse cx="11" cy="6" rx="6" ry="8"/><ellipse cx="-11" cy="6" rx="6" ry="8"/></g><path d="M-17-10A20 20 0 0 1-4-19" stroke="#fff" stroke-opacity=".5" stroke-width="4" fill="none" stroke-linecap="round"/>',
        27,
        7,
    ),
    "basil": Topping(f'<g fill="#3f7f35"><path d="{_LEAF}"/><path d="{_LEAF}" transform="rotate(150)scale(.8)"/></g><path d="{_LEAF}" fill="#5fa046" transform="translate(2 2)scale(.9 .5)"/><path d="M0 0L38-5M0 0L-27 13" stroke="#2f6329" stroke-width="2" fill="none"/>', 24, 6),
    "mozzarella": Topping('<path d="M-34-6C-32-32 2-38 22-26C42-12 34 22 10 30C-14 36-38 22-34-6Z" fill="#f6e7c6"/><path d="M-29-8C-26-28 2-34 18-23C34-12 28 14 8 22C-12 28-32 16-29-8Z" fill="#fffaf0"/>', 34, 6),
    "pepperoni": Topping(
        '<circle r="30" fill="#9c2b20"/><circle cx="-2" cy="-2" r="26" fill="#c8432f"/><g fill="#e58a6a"><circle cx="-10" cy="-9" r="3.5"/><circle cx="9" cy="-5" r="3"/><circle cx="-4" cy="10" r="3.5"/><circle cx="12" cy="11" r="2.5"/></g><path d="M-22-9A24 24 0 0 1-6-24" stroke="#f0a183" stroke-width="4" fill="none" stroke-linecap="round"/>',
        30,
        11,
    ),
    "sausage": Topping('<ellipse rx="29" ry="25" fill="#7e2f1d"/><ellipse cx="-1" cy="-1" rx="25" ry="21" fill="#b5532f"/><g fill="#efc3a0"><circle cx="-9" cy="-7" r="4"/><circle cx="8" cy="-3" r="3"/><circle cx="-3" cy="9" r="3"/></g>', 29, 10),
    "onion": Topping('<g fill="none" stroke-linecap="round"><path d="M-24 8A24 22 0 0 1 22 4" stroke="#93477c" stroke-width="6"/><path d="M-17 14A17 16 0 0 1 15 11" stroke="#d9b3cf" stroke-width="5"/></g>', 22, 9),
    "olive": Topping('<circle r="15" fill="#2f2a2d"/><circle r="6" fill="#8c6a4a"/><path d="M-9-4A10 10 0 0 1-2-10" stroke="#8d848b" stroke-width="3" fill="none" stroke-linecap="round"/>', 16, 9),
    "ham": Topping(
        '<path d="M-42 6C-34-18-18 2-6-12C6-26 24-6 42-16C46 2 30 8 22 18C8 32-6 12-20 24C-30 30-42 22-42 6Z" fill="#d9736b"/><path d="M-38 2C-30-10-18 4-5-8C8-20 24-2 38-12" stroke="#fbe0d6" stroke-width="6" fill="none" stroke-linecap="round"/><path d="M-30 18C-18 8-6 12 4 6C14 2 22 8 30 0" stroke="#b9504d" stroke-width="3" fill="none" stroke-linecap="round"/>',
        38,
        7,
    ),
    "egg": Topping('<ellipse rx="29" ry="24" fill="#efe4cf"/><ellipse cx="-1" cy="-2" rx="27" ry="21" fill="#fffdf6"/><circle r="12" fill="#f2a922"/><circle cx="-3" cy="-4" r="4" fill="#fbd36b"/>', 29, 6),
    "pepper": Topping('<path d="M-24 8C-16-16 14-18 24 6" stroke="#3d8a3c" stroke-width="9" fill="none" stroke-linecap="round"/><path d="M-18 3C-12-10 8-12 14-5" stroke="#8cc36a" stroke-width="3" fill="none" stroke-linecap="round"/>', 22, 7),
    "blue": Topping('<path d="M-26-4C-24-24 6-26 20-16C32-4 20 20 4 22C-12 24-28 14-26-4Z" fill="#f5ecd2"/><g fill="#6f8fa3"><circle cx="-9" cy="-6" r="4"/><circle cx="7" cy="-8" r="3"/><ellipse cx="2" cy="8" rx="6" ry="3"/></g>', 24, 8),
    "parmesan": Topping('<path d="M-28 6L-14-14L22-10L28 4L4 14Z" fill="#dfb65a"/><path d="M-26 3L-13-14L22-11L25 1L3 9Z" fill="#f8e3a4"/>', 24, 8),
    "chicken": Topping('<g fill="none" stroke-linecap="round"><path d="M-24 10C-10 2 6 12 24 2" stroke="#d7a45f" stroke-width="12"/><path d="M-18-8C-6-14 10-4 22-12" stroke="#edc98e" stroke-width="12"/><path d="M-16-11C-6-15 6-9 16-13" stroke="#fae6bd" stroke-width="3"/></g>', 27, 9),
    "cream": Topping(
        '<path d="M-32 0C-30-24 0-30 20-22C38-12 36 14 14 22C-8 30-34 20-32 0Z" fill="#f3dcab"/><path d="M-28-3C-26-22 0-27 18-19C32-11 30 9 12 16C-8 22-30 15-28-3Z" fill="#fff6e0"/><path d="M-15-2C-10-14 12-14 14-3C14 8-6 9-5 0" stroke="#eed9ae" stroke-width="4" fill="none" stroke-linecap="round"/>', 30, 8
    ),
    "corn": Topping(
        '<g fill="#f6bf2c"><rect x="-13" y="-11" width="13" height="11" rx="5"/><rect x="2" y="-4" width="12" height="12" rx="5"/><rect x="-9" y="4" width="12" height="11" rx="5"/></g><g fill="#fde08a"><circle cx="-8" cy="-7" r="2.5"/><circle cx="6" cy="0" r="2.5"/><circle cx="-5" cy="8" r="2.5"/></g>', 16, 9
    ),
    "mushroom": Topping(
        '<path d="M-31 2C-30-30 30-30 31 2C31 11 14 9 9 7L12 27C12 33-12 33-12 27L-9 7C-14 9-31 11-31 2Z" fill="#a9825c"/><path d="M-25 0C-24-23 24-23 25 0C22 5 12 3 6 2L7 25C7 28-7 28-7 25L-6 2C-12 3-22 5-25 0Z" fill="#f1e0c6"/><path d="M-15-3C-13-12 13-12 15-3" stroke="#c9a983" stroke-width="4" fill="none" stroke-linecap="round"/>',
        30,
        9,
    ),
    "parsley": Topping('<g fill="#4c8f3a"><circle cx="-5" cy="-3" r="5"/><circle cx="5" cy="-5" r="5"/><circle cx="1" cy="4" r="6"/></g><circle cx="3" cy="-3" r="3" fill="#7fbb58"/>', 11, 12),
    "zucchini": Topping('<circle r="26" fill="#4d7d33"/><circle r="22" fill="#dbe8a6"/><circle r="14" fill="#eef3c9"/><g fill="#c2d287"><ellipse cy="-8" rx="2" ry="4"/><ellipse cx="7" cy="5" rx="2" ry="4" transform="rotate(-60 7 5)"/><ellipse cx="-7" cy="5" rx="2" ry="4" transform="rotate(60 -7 5)"/></g>', 26, 9),
    "lemon": Topping(
        '<circle r="24" fill="#e9b922"/><circle r="20" fill="#fff6cf"/><g fill="#f6d649"><path d="M0-2L-9-16A18 18 0 0 1 9-16Z"/><path d="M0-2L-9-16A18 18 0 0 1 9-16Z" transform="rotate(72)"/><path d="M0-2L-9-16A18 18 0 0 1 9-16Z" transform="rotate(144)"/><path d="M0-2L-9-16A18 18 0 0 1 9-16Z" transform="rotate(216)"/><path d="M0-2L-9-16A18 18 0 0 1 9-16Z" transform="rotate(288)"/></g>',
        24,
        5,
    ),
    "arugula": Topping(
        '<path d="M0 36C-3 20-6 16-16 14C-12 8-8 8-6 4C-14 4-20-2-20-9C-12-10-9-8-7-6C-14-16-8-32 2-34C12-30 15-18 8-6C12-9 18-10 22-7C20 0 14 4 7 4C9 9 14 9 17 14C8 16 4 22 3 36Z" fill="#4f8f37"/><path d="M1 30C1 10 0-8 2-26" stroke="#a5ce7c" stroke-width="3" fill="none" stroke-linecap="round"/>', 26, 11
    ),
    "shrimp": Topping(
        '<path d="M20-16C2-32-28-18-24 8C-21 24-6 30 6 26" stroke="#d9643f" stroke-width="18" fill="none" stroke-linecap="round"/><path d="M18-17C2-29-24-16-21 8C-18 20-6 26 4 24" stroke="#f59b76" stroke-width="11" fill="none" stroke-linecap="round"/><path d="M-8-26L-3-12M-24-12L-11-7M-26 8L-13 6" stroke="#e77a54" stroke-width="3"/><path d="M4 16L22 14L14 26L22 36L4 32Z" fill="#e9805a"/>',
        30,
        7,
    ),
    "broccoli": Topping('<path d="M-7 6L-10 30H8L7 6Z" fill="#a7c777"/><g fill="#3c7a37"><circle cx="-15" cy="-2" r="15"/><circle cx="14" cy="-2" r="15"/><circle cy="-14" r="17"/></g><g fill="#5fa04d"><circle cx="-18" cy="-7" r="7"/><circle cx="-3" cy="-20" r="8"/><circle cx="11" cy="-8" r="7"/></g>', 29, 8),
    "bacon": Topping('<path d="M-24-8C-14-16-6 0 4-8C12-14 20-6 26-10L24 10C16 16 8 4-2 10C-12 16-20 8-26 12Z" fill="#a63a28"/><path d="M-24 1C-14-6-6 8 4 1C12-4 18 3 25-1" stroke="#f1bd9b" stroke-width="5" fill="none" stroke-linecap="round"/>', 25, 8),
    "garlic": Topping('<path d="M-12 4C-10-10 10-12 13 2C6-2-4-2-12 4Z" fill="#fbf0d2" stroke="#d6b273" stroke-width="2.5"/>', 13, 12),
    "fig": Topping(
        '<path d="M0-34C10-22 28-12 28 6A28 26 0 0 1-28 6C-28-12-10-22 0-34Z" fill="#5c2b4e"/><path d="M0-22C8-14 20-8 20 6A20 18 0 0 1-20 6C-20-8-8-14 0-22Z" fill="#f3cfb4"/><ellipse cy="6" rx="15" ry="13" fill="#d2605c"/><g fill="#fbe6c4"><circle cx="-6" cy="3" r="2"/><circle cx="5" cy="1" r="2"/><circle cy="10" r="2"/><circle cx="8" cy="9" r="1.6"/><circle cx="-9" cy="10" r="1.6"/></g>',
        29,
        7,
    ),
    "strawberry": Topping(
        '<path d="M0 30C-22 14-30-4-22-16C-14-24-4-20 0-14C4-20 14-24 22-16C30-4 22 14 0 30Z" fill="#c9252f"/><path d="M0 22C-16 10-22-4-16-11C-10-16-3-13 0-8C3-13 10-16 16-11C22-4 16 10 0 22Z" fill="#f06a64"/><path d="M0 13C-6 6-9 0-6-4C-3-6 0-3 0-1C0-3 3-6 6-4C9 0 6 6 0 13Z" fill="#fbd6cd"/>', 27, 11
    ),
    "banana": Topping('<circle r="26" fill="#dca53a"/><circle r="22" fill="#fbeab4"/><g fill="#e9cd83"><ellipse cy="-6" rx="3" ry="5"/><ellipse cx="6" cy="4" rx="3" ry="5" transform="rotate(-60 6 4)"/><ellipse cx="-6" cy="4" rx="3" ry="5" transform="rotate(60 -6 4)"/></g>', 26, 11),
    "chili": Topping('<path d="M-20 8C-8 12 10 4 20-12" stroke="#c3231f" stroke-width="8" fill="none" stroke-linecap="round"/><path d="M-14 6C-6 7 6 2 12-5" stroke="#f0705d" stroke-width="2.5" fill="none" stroke-linecap="round"/>', 18, 8),
    "walnut": Topping('<path d="M-20 0C-20-18-4-16 0-12C4-16 20-18 20 0C20 16 6 18 0 13C-6 18-20 16-20 0Z" fill="#9a6838"/><path d="M-12-3C-6-8-4 2-10 7M12-3C6-8 4 2 10 7M0-10V10" stroke="#d4a468" stroke-width="3.5" fill="none" stroke-linecap="round"/>', 20, 7),
    "pear": Topping('<path d="M-30 14C-30-4-8-8 2-22C8-30 22-26 20-12C18 0 26 6 18 18C6 32-30 32-30 14Z" fill="#b8a53a"/><path d="M-24 13C-24 1-5-4 5-17C9-22 16-20 15-11C13 0 19 6 13 14C4 25-24 25-24 13Z" fill="#f5ecc0"/><ellipse cx="-4" cy="10" rx="4" ry="3" fill="#8a6a30"/>', 28, 6),
    "cucumber": Topping('<circle r="23" fill="#3f8244"/><circle r="19" fill="#d5ebb0"/><g fill="#eff8da"><ellipse cy="-8" rx="4" ry="6"/><ellipse cx="7" cy="5" rx="4" ry="6" transform="rotate(-60 7 5)"/><ellipse cx="-7" cy="5" rx="4" ry="6" transform="rotate(60 -7 5)"/></g>', 23, 7),
    "carrot": Topping('<path d="M-28 2C-14-12 10 10 28-4" stroke="#e27a22" stroke-width="9" fill="none" stroke-linecap="round"/><path d="M-22 0C-12-7 8 6 20-1" stroke="#f8b163" stroke-width="3" fill="none" stroke-linecap="round"/>', 22, 7),
    "crouton": Topping('<rect x="-17" y="-15" width="34" height="32" rx="7" fill="#b87a35"/><rect x="-17" y="-17" width="32" height="28" rx="7" fill="#e7b566"/><g fill="#c98f45"><circle cx="-7" cy="-8" r="2.5"/><circle cx="5" cy="-3" r="2.5"/></g>', 20, 7),
    "clam": Topping('<path d="M-32 4C-32-22 32-22 32 4C22 22-22 22-32 4Z" fill="#8a6f5b"/><path d="M-27 2C-26-17 26-17 27 2C18 14-18 14-27 2Z" fill="#efe0c9"/><ellipse cy="4" rx="15" ry="7" fill="#e8a56b"/><path d="M-16-8L-9 0M0-12V-3M16-8L9 0" stroke="#cbb397" stroke-width="3" stroke-linecap="round"/>', 31, 6),
    "sage": Topping('<path d="M-34 4C-20-18 16-18 34-2C18 16-18 20-34 4Z" fill="#6f8f6b"/><path d="M-28 3C-10-3 10-4 28-2M-12 1L-6-8M6-2L12-9M-6 1L2 8" stroke="#b9cdae" stroke-width="2.5" fill="none" stroke-linecap="round"/>', 28, 5),
    "rosemary": Topping('<path d="M-44 10C-16 4 14-2 44-12" stroke="#5d6b35" stroke-width="4" fill="none"/><path d="M-34 8L-40-8M-34 8L-26 20M-20 5L-26-12M-18 5L-8 17M-4 2L-10-16M-2 1L10 14M12-2L6-20M14-3L26 8M28-8L24-22M30-8L40 0" stroke="#5f8a4c" stroke-width="5" stroke-linecap="round"/>', 30, 2),
    "asparagus": Topping(
        '<path d="M-60 0H40" stroke="#4e8a3e" stroke-width="15" stroke-linecap="round"/><path d="M30-8C44-12 62-4 66 0C62 4 44 12 30 8Z" fill="#3b7434"/><path d="M-58-3H30" stroke="#8dbf63" stroke-width="4" stroke-linecap="round"/><path d="M-34-6L-26 4M-8-6L0 4M16-6L24 4" stroke="#3b7434" stroke-width="4" stroke-linecap="round"/>',
        30,
        3,
    ),
    "mint": Topping(f'<g fill="#2f8a55"><path d="{_LEAF}"/><path d="{_LEAF}" transform="rotate(-75)scale(.85)"/><path d="{_LEAF}" transform="rotate(-150)scale(.9)"/></g><path d="M0 0L36-6M0 0L4-33M0 0L-34-15" stroke="#8fd0a2" stroke-width="2.5" fill="none" stroke-linecap="round"/>', 24, 4),
    "lettuce": Topping(
        '<path d="M-46 8C-54-10-34-20-30-30C-14-44 4-38 12-32C30-36 44-22 42-8C54 6 42 24 26 26C14 38-4 32-10 28C-26 34-44 26-46 8Z" fill="#6aa63f"/><path d="M-36 6C-38-8-24-14-20-22C-8-30 4-26 10-22C24-24 32-14 30-4C38 6 30 16 18 16C8 24-2 20-8 18C-20 22-34 18-36 6Z" fill="#97c95f"/><path d="M-30 4C-10 0 8-2 28-4M-10 1L-16-12M8-2L12-15M-4 1L-2 13" stroke="#d5eba8" stroke-width="3" fill="none" stroke-linecap="round"/>',
        40,
        9,
    ),
    "berry": Topping('<circle r="15" fill="#8e1f4b"/><circle cx="-3" cy="-4" r="10" fill="#b83565"/><circle cx="-6" cy="-7" r="3" fill="#f1a6c0"/>', 15, 7),
}
