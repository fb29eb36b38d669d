import json
import re

import pytest

from catalog.models.items import Item
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from people.models import Person
from tests.factories import make_group, make_item
from tests.storefront.conftest import HTMX

WHO = {"name": "Ana Souza", "phone": "11 99999-8888", "consent": "on"}


def test_shows_the_item_and_its_options(client, dish):
    make_group("Molho", item=dish, options={"Pimenta": "2.00", "Vinagrete": "0"}, minimum=0)

    page = client.get("/cardapio/feijoada/").text

    for words in ("Com couve e farofa.", "42,00", "Molho", "Pimenta", "2,00", "Não, obrigado"):
        assert words in page
    assert '<link rel="canonical" href="http://' in page


def test_htmx_gets_the_sheet(client, dish):
    part = client.get("/cardapio/feijoada/", headers=HTMX)

    assert "<html" not in part.text
    assert part.text.lstrip().startswith('<div class="item-page" id="item">')


def test_is_described_for_machines_and_cannot_leave_its_script(client, shop):
    make_item("Caldo </script><b>", slug="caldo", price="18.00", description="a & b")

    page = client.get("/cardapio/caldo/").text

    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])["@graph"][0]
    assert data["@type"] == "MenuItem"
    assert data["name"] == "Caldo </script><b>"
    assert data["offers"]["price"] == "18.00"
    assert data["offers"]["availability"] == "https://schema.org/InStock"


def test_what_costs_nothing_says_so(client, shop):
    make_item("Visita técnica", slug="visita", price="0.00")

    for path in ("/cardapio/", "/cardapio/visita/"):
        page = client.get(path).text
        assert "Sem custo" in page
        assert "R$\xa00,00" not in page


def test_a_price_on_request_is_no_offer(client, shop):
    make_item("Usina solar", slug="usina", price="0.00", interest_only=True)

    for path in ("/cardapio/", "/cardapio/usina/"):
        page = client.get(path).text
        assert page.count("Sob consulta") == 1
        assert "R$\xa00,00" not in page
    assert "offers" not in json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])


def test_an_option_is_described(client, dish):
    group = make_group("Molho", item=dish, options={"Pimenta": "2.00"}, minimum=0)
    group.options.update(description="Feita na casa")

    assert "<small>Feita na casa</small>" in client.get("/cardapio/feijoada/").text


def test_an_unknown_item_is_not_found(client, dish):
    assert client.get("/cardapio/nada/").status_code == 404


def test_an_archived_item_is_gone_and_a_hidden_one_unknown(client, dish):
    Item.objects.update(status="archived")
    assert client.get("/cardapio/feijoada/").status_code == 410

    Item.objects.update(status="hidden")
    assert client.get("/cardapio/feijoada/").status_code == 404


def test_another_tenants_item_is_not_found(client, shop, other_tenant):
    with tenant_context(other_tenant):
        make_item("Deles", slug="deles")

    assert client.get("/cardapio/deles/").status_code == 404


def test_sharing_keeps_where_the_visit_came_from(client, dish):
    page = client.get("/cardapio/feijoada/?utm_source=insta&via=qr&x=1").text

    assert "/cardapio/feijoada/?utm_source=insta&amp;via=qr" in page
    assert "%3Futm_source%3Dinsta%26via%3Dqr" in page
    assert "utm_source" not in client.get("/cardapio/feijoada/").text


def test_what_cannot_be_had_offers_a_contact(client, dish):
    Item.objects.update(stock=0)

    page = client.get("/cardapio/feijoada/").text

    assert "Quero conhecer" in page
    assert "data-options" not in page


def test_interest_makes_a_person_and_an_event(client, dish):
    page = client.post("/cardapio/feijoada/interesse/", WHO)

    person = Person.objects.get()
    event = Event.objects.get(type="interest.shown")
    assert page.status_code == 200
    assert "Ana Souza" in page.text
    assert person.phone == "+5511999998888"
    assert event.payload["item_id"] == dish.pk
    assert event.payload["person_id"] == person.pk


@pytest.mark.parametrize("wrong", [{"consent": ""}, {"phone": "123"}, {"name": ""}])
def test_interest_needs_who_and_consent(client, dish, wrong):
    page = client.post("/cardapio/feijoada/interesse/", {**WHO, **wrong})

    assert page.status_code == 422
    assert not Person.objects.exists()
    assert not Event.objects.filter(type="interest.shown").exists()


def test_interest_is_taken_from_this_site_alone(client, dish):
    found = client.post(
        "/cardapio/feijoada/interesse/", WHO, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert found.status_code == 403
    assert not Person.objects.exists()
