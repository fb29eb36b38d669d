"""What may be typed as an own address."""

import pytest

from tenants.domains.names import clean_domain, readable
from tenants.errors import DomainOfThePlatform, NotADomain, NotYourDomain


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cantina.com.br", "cantina.com.br"),
        ("  Pedidos.CANTINA.com.br. ", "pedidos.cantina.com.br"),
        ("https://www.cantina.com.br/cardapio/?a=b", "www.cantina.com.br"),
        ("pão.com.br", "xn--po-sia.com.br"),
        ("PÃO.com.br", "xn--po-sia.com.br"),
        ("xn--po-sia.com.br", "xn--po-sia.com.br"),
        ("cantina。com。br", "cantina.com.br"),
        ("ｃａｎｔｉｎａ.com", "cantina.com"),
        ("a.b.c.d.e.cantina.app", "a.b.c.d.e.cantina.app"),
    ],
)
def test_a_host_has_one_form(typed, name):
    assert clean_domain(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        *("", ".", "..", "cantina", "com", "cantina.com.br:8000", "*.cantina.com.br", "a b.com"),
        *("127.0.0.1", "8.8.8.8", "2130706433", "0x7f.1", "0x7f000001", "127.1", "1.2.3.0x4"),
        *("[::1]", "::1", "::ffff:127.0.0.1", "fe80::1%eth0", "１２７.0.0.1"),
        *("user@cantina.com.br", "user:pass@cantina.com.br", "//cantina.com.br"),
        *("-a.com.br", "a-.com.br", "a_b.com.br", "xn--a.com.br", "xn--zzzzzz99999.com"),
        *(f"{'a' * 64}.com", ".".join(["abcdefghi"] * 26), "a..b.com", ".cantina.com.br"),
        *("cantina.local", "cantina.internal", "cantina.test", "a.onion", "1.0.0.127.in-addr.arpa"),
        *(
            "cantina\u200b.com\x00",
            "cantina.com\\.br",
            "javascript:alert(1)",
            "a;b.com",
            "\u202emoc.a",
        ),
    ],
)
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(NotADomain):
        clean_domain(typed)


@pytest.mark.parametrize("typed", ["com.br", "NET.br.", "github.io", "co.uk", "app.br"])
def test_a_public_suffix_is_nobodys(typed):
    with pytest.raises(NotYourDomain):
        clean_domain(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "flowt.example",
        "www.flowt.example",
        "cantina.menu.example",
        "menu.example",
        "a.b.menu.example",
    ],
)
def test_the_platforms_own_hosts_are_refused(typed, settings):
    settings.FLOWT_MAIN_HOSTS = ["flowt.example"]
    settings.FLOWT_BASE_DOMAIN = "menu.example"

    with pytest.raises(DomainOfThePlatform):
        clean_domain(typed)


def test_a_name_that_only_ends_alike_is_not_the_platforms(settings):
    settings.FLOWT_BASE_DOMAIN = "menu.com.br"

    assert clean_domain("mymenu.com.br") == "mymenu.com.br"


def test_letters_that_people_write_are_shown_beside():
    assert readable("xn--po-sia.com.br") == "pão.com.br"
    assert readable("cantina.com.br") == ""
