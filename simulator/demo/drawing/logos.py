"""The four businesses' marks, square."""

_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240">'

LOGOS = {
    # A steaming bowl with a fork's tines for steam.
    "cantina": '<rect width="240" height="240" rx="56" fill="#8c2f1f"/><path d="M44 128H196C196 172 162 204 120 204S44 172 44 128Z" fill="#fbeed6"/><path d="M44 128H196C195 140 192 150 188 158H52C48 150 45 140 44 128Z" fill="#f0d9ac"/><path d="M62 128C60 104 84 92 98 104C104 82 138 82 144 104C158 92 180 106 178 128Z" fill="#f2c14f"/><path d="M78 126C80 112 96 112 98 126M108 126C110 106 132 106 134 126M146 126C148 114 162 114 164 126" fill="none" stroke="#c98a2b" stroke-width="6" stroke-linecap="round"/><path d="M92 76C82 62 102 54 92 38M120 70C110 56 130 48 120 30M148 76C138 62 158 54 148 38" fill="none" stroke="#f6d9a0" stroke-width="8" stroke-linecap="round"/>',
    # The sun comes up behind a box.
    "aurora": '<rect width="240" height="240" rx="56" fill="#1d4e89"/><circle cx="120" cy="112" r="46" fill="#f2a02c"/><path d="M120 34V52M66 56L78 70M174 56L162 70M40 104H58M182 104H200" stroke="#f2a02c" stroke-width="11" stroke-linecap="round"/><path d="M52 118L120 90L188 118L120 148Z" fill="#fdf3df"/><path d="M52 118L120 148V206L52 176Z" fill="#d9b98a"/><path d="M188 118L120 148V206L188 176Z" fill="#b98f5c"/><path d="M84 104L152 134V156L140 162V140L72 110Z" fill="#e9d3ac"/>',
    # M of two leaves.
    "studio": '<rect width="240" height="240" rx="56" fill="#7a3b5e"/><path d="M120 178C70 168 46 126 54 66C96 74 122 110 120 178Z" fill="#f0cdb8"/><path d="M120 178C170 168 194 126 186 66C144 74 118 110 120 178Z" fill="#e3a98f"/><path d="M120 178C98 140 98 88 120 46C142 88 142 140 120 178Z" fill="#fdf0e4"/><path d="M84 194C106 202 134 202 156 194" fill="none" stroke="#d9a15f" stroke-width="9" stroke-linecap="round"/>',
    # A valley, and a lightning that is also its river.
    "luz": '<rect width="240" height="240" rx="56" fill="#0b5d5e"/><circle cx="120" cy="92" r="44" fill="#f2b22a"/><path d="M28 176C60 112 92 116 120 150C148 116 180 112 212 176V184C212 200 200 212 184 212H56C40 212 28 200 28 184Z" fill="#5fae8a"/><path d="M28 182C72 150 100 158 120 178C146 150 180 154 212 182V186C212 202 200 212 184 212H56C40 212 28 202 28 186Z" fill="#3f8f73"/><path d="M138 64L92 134H120L100 200L156 118H126L150 64Z" fill="#fffaf0"/>',
}  # fmt: skip


def draw_logo(slug: str) -> str:
    return f"{_OPEN}{LOGOS[slug]}</svg>\n"
