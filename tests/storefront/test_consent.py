from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from people.choices import allows
from people.models import Consent

COOKIE = "flowt_consent"


def choose(client, **fields):
    return client.post("/consentimento/", {"choice": "necessary", **fields})


def test_asks_until_somebody_chose(client, dish):
    assert 'id="consent"' in client.get("/cardapio/").text

    choose(client)

    assert 'id="consent"' not in client.get("/cardapio/").text


def test_before_a_choice_there_is_no_cookie_but_what_is_needed(client, dish):
    client.get("/cardapio/")
    client.get("/cardapio/feijoada/")

    assert list(client.cookies) == []


@pytest.mark.parametrize(
    ("fields", "purposes"),
    [
        ({"choice": "all"}, ["analytics", "marketing", "necessary"]),
        ({"choice": "some", "purpose": ["analytics"]}, ["analytics", "necessary"]),
        ({"choice": "some", "purpose": ["everything"]}, ["necessary"]),
        ({"choice": "necessary"}, ["necessary"]),
        ({"choice": "?"}, ["necessary"]),
    ],
)
def test_keeps_the_choice(client, dish, fields, purposes):
    choose(client, **fields)

    consent = Consent.objects.get()
    assert consent.purposes == purposes
    assert consent.visitor_id == UUID(dict(parse_qsl(client.cookies[COOKIE].value))["v"])


def test_a_new_choice_ends_the_old_one(client, dish):
    choose(client, choice="all")
    choose(client, choice="some", purpose=["marketing"])

    first, second = Consent.objects.order_by("pk")
    assert first.visitor_id == second.visitor_id
    assert first.revoked_at is not None
    assert second.purposes == ["marketing", "necessary"]


def test_revoking_forgets_the_browser_too(client, dish):
    choose(client, choice="all")

    choose(client, choice="revoke")

    assert Consent.objects.get().revoked_at is not None
    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/cardapio/feijoada/", "/cardapio/feijoada/"),
        ("https://evil.example/", "/cardapio/"),
        ("//evil.example/", "/cardapio/"),
        ("javascript:alert(1)", "/cardapio/"),
        ("", "/cardapio/"),
    ],
)
def test_leads_back_but_never_away(client, dish, wanted, led_to):
    assert choose(client, next=wanted)["Location"] == led_to


def test_another_site_cannot_choose(client, dish):
    found = client.post(
        "/consentimento/", {"choice": "all"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert found.status_code == 403
    assert not Consent.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "v=1", "v=%00&p=.", "v=" + "a" * 400])
def test_a_broken_cookie_is_no_choice(client, dish, value):
    client.cookies[COOKIE] = value

    assert "Você ainda não escolheu" in client.get("/consentimento/").text


def test_the_way_to_revoke_is_on_every_public_page(filled):
    for path in ("/cardapio/", "/cardapio/feijoada/", "/carrinho/", "/finalizar/", "/termos/"):
        assert 'href="/consentimento/"' in filled.get(path).text


def test_a_choice_at_another_business_counts_for_nothing_here(client, dish):
    choose(client, choice="all")
    client.cookies[COOKIE] = client.cookies[COOKIE].value.replace("s=t_primeira", "s=t_segunda")

    assert 'id="consent"' in client.get("/cardapio/").text


def test_nothing_is_allowed_before_a_choice(client, dish):
    request = client.get("/cardapio/?q=x").wsgi_request
    assert not allows(request, "analytics")

    choose(client, choice="some", purpose=["analytics"])

    request = client.get("/cardapio/?q=x").wsgi_request
    assert allows(request, "analytics")
    assert not allows(request, "marketing")
