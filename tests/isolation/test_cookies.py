"""Cookies tossed in by a sibling host, session ids from elsewhere: nobody is fixed or let in."""

import re

import pytest

from tests.isolation.raw import Reply, request, send

SESSION, CSRF = "__Host-flowt_session", "__Host-flowt_csrf"


def ask(secure, path, cookie="", *more, at=None, body=b"") -> Reply:
    shop = at or secure.first
    lines = [b"Cookie: " + (cookie if isinstance(cookie, bytes) else cookie.encode())]
    lines += [f"Referer: https://{shop.host}/".encode(), *more]
    method = b"POST" if body else b"GET"
    host, target = shop.host.encode(), path.encode()
    return send(secure.port, request(host, target, *lines, method=method, body=body))


def add_to_cart(secure, cookie="", at=None) -> Reply:
    sent = b"item=prato-1&quantity=1"
    return ask(
        secure, "/carrinho/adicionar/", cookie, b"Sec-Fetch-Site: same-origin", at=at, body=sent
    )


def value_of(reply: Reply, name: str) -> str:
    return reply.cookies()[name].partition("=")[2].partition(";")[0]


def test_every_cookie_that_is_set_keeps_to_its_host(secure):
    replies = [add_to_cart(secure), ask(secure, "/conta/login/")]
    consent = b"choice=all&next=/"
    replies.append(ask(secure, "/consentimento/", "", b"Sec-Fetch-Site: same-origin", body=consent))

    cookies = {name: text for reply in replies for name, text in reply.cookies().items()}

    assert {SESSION, CSRF, "__Host-flowt_ui"} <= cookies.keys()
    for name, text in cookies.items():
        attributes = {part.strip().lower().partition("=")[0] for part in text.split(";")[1:]}
        assert name.startswith("__Host-"), name
        assert "secure" in attributes and "samesite" in attributes, name
        assert "domain" not in attributes, name
        assert "path=/" in text.lower(), name
    assert "httponly" in cookies[SESSION].lower()


def test_a_session_id_that_was_never_given_is_not_taken(secure):
    made_up = "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"

    reply = add_to_cart(secure, f"{SESSION}={made_up}")

    assert value_of(reply, SESSION) != made_up


def tossed(name: str) -> list[bytes]:
    """How a sibling host writes a cookie that a careless server takes for `name`."""
    plain = name.removeprefix("__Host-")
    return [
        f"{plain}=EVIL".encode(),
        f"__host-{plain}=EVIL".encode(),
        f"__Secure-{plain}=EVIL".encode(),
        f"={name}=EVIL".encode(),
        f"\u2000{name}=EVIL".encode(),
        f"\u00a0{name}=EVIL".encode(),
        f"\x0b{name}=EVIL".encode(),
        f"{name}\u2003=EVIL".encode(),
        f'"{name}"=EVIL'.encode(),
        f"{name}%00=EVIL".encode(),
        f"$Version=1; {plain}=EVIL; $Domain=localhost".encode(),
    ]


@pytest.mark.parametrize("how", range(len(tossed(SESSION))))
@pytest.mark.parametrize("order", ["alone", "before", "after"])
def test_a_tossed_session_is_nobodys(secure, how, order):
    """EVIL is a session of the attacker's at this very shop: signed in, so that it would show."""
    evil = tossed(SESSION)[how].replace(b"EVIL", secure.first.owner_cookie.encode())
    own = value_of(add_to_cart(secure), SESSION)
    cookie = {
        "alone": evil,
        "before": evil + f"; {SESSION}={own}".encode(),
        "after": f"{SESSION}={own}; ".encode() + evil,
    }[order]

    assert ask(secure, "/painel/", cookie).status in {302, 400}


def test_the_session_would_show_under_its_own_name(secure):
    assert ask(secure, "/painel/", f"{SESSION}={secure.first.owner_cookie}").status == 200


def test_one_name_with_two_values_is_nobodys(secure):
    good, own = secure.first.owner_cookie, value_of(add_to_cart(secure), SESSION)

    for pair in ((good, own), (own, good)):
        cookie = "; ".join(f"{SESSION}={value}" for value in pair)
        assert ask(secure, "/painel/", cookie).status == 302
    assert ask(secure, "/painel/", f"{SESSION}={good}; {SESSION}={good}").status == 200


@pytest.mark.parametrize("how", range(len(tossed(CSRF))))
@pytest.mark.parametrize("order", ["alone", "before", "after"])
def test_a_tossed_token_does_not_pass_csrf(secure, how, order):
    """The attacker knows the token they tossed in, and posts with it."""
    token = "E" * 32
    evil = tossed(CSRF)[how].replace(b"EVIL", token.encode())
    own = f"{CSRF}={value_of(ask(secure, '/conta/login/'), CSRF)}".encode()
    cookie = {"alone": evil, "before": evil + b"; " + own, "after": own + b"; " + evil}[order]
    body = f"csrfmiddlewaretoken={token}&login=a@b.example&password=x".encode()

    assert ask(secure, "/conta/login/", cookie, body=body).status in {400, 403}


@pytest.mark.parametrize("sender", ["sibling", "base", "null"])
def test_a_post_from_a_sibling_is_refused_also_with_the_right_token(secure, sender):
    page = ask(secure, "/conta/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1]
    origin = {
        "sibling": f"https://{secure.second.host}",
        "base": "https://localhost",
        "null": "null",
    }[sender]
    cookie = f"{CSRF}={value_of(page, CSRF)}"
    body = f"csrfmiddlewaretoken={token}&login=a@b.example&password=x".encode()

    reply = ask(secure, "/conta/login/", cookie, f"Origin: {origin}".encode(), body=body)

    assert reply.status == 403


def test_a_session_of_one_shop_is_unknown_at_another(secure):
    """Also one that is nobody's: its cart, its messages, its journey stay where they were made."""
    own = value_of(add_to_cart(secure), SESSION)

    elsewhere = add_to_cart(secure, f"{SESSION}={own}", at=secure.second)

    assert value_of(elsewhere, SESSION) != own
    assert secure.first.word in ask(secure, "/carrinho/", f"{SESSION}={own}").body.lower()


def test_a_signed_in_session_is_nobodys_elsewhere(secure):
    cookie = f"{SESSION}={secure.first.owner_cookie}"

    assert ask(secure, "/painel/", cookie, at=secure.second).status == 302
    assert ask(secure, "/painel/", cookie).status == 200


def test_the_cart_that_a_cookie_tells_of_is_this_shops_own(secure):
    text = ask(secure, "/cardapio/", "flowt_ui=s=x&c=7&t=12; __Host-flowt_ui=s=other&c=7&t=12").body

    assert "cart-bar-count" not in text
