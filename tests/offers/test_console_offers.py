from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from flowt import versions
from flowt.audit.models import AuditEntry
from flowt.tenancy import current_schema, tenant_context
from offers.errors import NeedsCoupons, OfferEnded, OfferOver
from offers.models import Coupon, Offer, OfferUse
from offers.operations.coupons import add_code
from tests.factories import make_item

HTMX = {"HX-Request": "true"}
TYPED = {
    "name": "Happy hour",
    "label": "Happy hour das 17h",
    "badge": "20% OFF",
    "colour": "red",
    "priority": "0",
    "stacking": "combinable",
    "benefit": "percentage",
    "benefit-percentage-percent": "20",
    "condition": ["c1:hours"],
    "condition-c1-weekdays": ["0", "4"],
    "condition-c1-hours": "17:00-19:00",
}


def make_offer(**fields):
    terms = {"benefit": "percentage", "benefit_settings": {"percent": "10"}, "label": "Dez"}
    return Offer.objects.create(**{"name": "Dez por cento", **terms, **fields})


@pytest.fixture
def owner(client_as):
    return client_as("owner")


def menu_version():
    return versions.read(versions.of_menu(current_schema()))[0]


def test_an_offer_is_written_as_a_draft_from_its_forms(owner):
    answer = owner.post("/painel/ofertas/nova/", TYPED)

    offer = Offer.objects.get()
    assert answer.headers["Location"] == f"/painel/ofertas/{offer.pk}/"
    assert (offer.status, offer.benefit_settings["percent"]) == ("draft", "20")
    hours = {"weekdays": [0, 4], "hours": [["17:00", "19:00"]]}
    assert offer.conditions == [{"kind": "hours", "settings": hours}]
    page = owner.get(f"/painel/ofertas/{offer.pk}/").text
    assert "20%" in page


def test_rules_are_put_together_without_a_script_and_nothing_is_lost(owner):
    pizza = make_item("Pizza")
    typed = {**TYPED, "add": "items", "name": "Só digitado"}

    page = owner.post("/painel/ofertas/nova/", typed)
    row = next(row for row in page.context["rules"].rows if row.member.kind == "items")
    less = {**TYPED, "condition": ["c1:hours", f"{row.key}:items"], "remove": "c1"}
    after = owner.post("/painel/ofertas/nova/", less)

    assert (page.status_code, after.status_code) == (200, 200)
    assert 'value="Só digitado"' in page.text
    assert f'name="condition-{row.key}-items" value="{pizza.pk}"' in page.text
    assert [row.member.kind for row in after.context["rules"].rows] == ["items"]
    assert not Offer.objects.exists()


def test_bad_rules_come_back_with_what_was_typed(owner):
    bad = {**TYPED, "benefit-percentage-percent": "120", "condition-c1-hours": "das 5 às 7"}

    page = owner.post("/painel/ofertas/nova/", bad, headers=HTMX)

    assert page.status_code == 422
    assert 'value="das 5 às 7"' in page.text
    assert page.text.count("field-error") >= 2
    assert not Offer.objects.exists()


def test_publishing_and_pausing_make_pages_new_and_leave_a_trail(owner):
    offer, before = make_offer(), menu_version()

    owner.post(f"/painel/ofertas/{offer.pk}/publicar/")
    published = menu_version()
    owner.post("/painel/ofertas/varias/", {"ids": [offer.pk, "x"]})
    owner.post("/painel/ofertas/varias/", {"ids": [offer.pk]})

    offer.refresh_from_db()
    assert (offer.status, before < published < menu_version()) == ("paused", True)
    trail = AuditEntry.objects.filter(action__startswith="offer.").order_by("pk")
    assert [entry.action for entry in trail] == ["offer.publish", "offer.pause"]


def test_a_change_of_terms_is_a_new_revision_and_told_in_words(owner):
    offer = make_offer(status="active")

    owner.post(f"/painel/ofertas/{offer.pk}/editar/", {**TYPED, "condition": []})

    offer.refresh_from_db()
    entry = AuditEntry.objects.get(action="offer.change")
    assert (offer.revision, offer.benefit_settings["percent"]) == (2, "20")
    assert "10%" in entry.before["benefit"] and "20%" in entry.after["benefit"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"status": "ended"}, OfferEnded),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, OfferOver),
        ({"needs_coupon": True}, NeedsCoupons),
    ],
    ids=["ended", "over", "without-coupon"],
)
def test_what_cannot_be_published_says_why(owner, fields, refusal):
    offer = make_offer(**fields)

    owner.post(f"/painel/ofertas/{offer.pk}/publicar/")
    page = owner.get(f"/painel/ofertas/{offer.pk}/")

    assert str(refusal()) in page.text
    offer.refresh_from_db()
    assert offer.status != "active"


def test_a_draft_is_deleted_with_its_coupons_and_leaves_a_trace(owner):
    offer = make_offer()
    add_code(offer, code="FICA10", actor=None)

    owner.post(f"/painel/ofertas/{offer.pk}/excluir/")

    assert not Offer.objects.exists()
    assert not Coupon.objects.exists()
    entry = AuditEntry.objects.get(action="offer.delete")
    assert entry.before["coupons"] == 1
    assert owner.post(f"/painel/ofertas/{offer.pk}/excluir/").status_code == 404


@pytest.mark.parametrize(("status", "word"), [("active", "rascunho"), ("draft", "pedido")])
def test_what_was_published_or_used_is_not_deleted(owner, status, word):
    offer = make_offer(status=status)
    OfferUse.objects.create(offer=offer, reference="order-1", amount=1, taken_at=timezone.now())

    owner.post(f"/painel/ofertas/{offer.pk}/excluir/")

    assert Offer.objects.exists()
    assert word in owner.get(f"/painel/ofertas/{offer.pk}/").text


def test_thousands_of_offers_page_in_few_queries(owner, django_assert_max_num_queries):
    Offer.objects.bulk_create(
        Offer(name=f"Oferta {n}", label="x", benefit="percentage", benefit_settings={"percent": 5})
        for n in range(2000)
    )

    with django_assert_max_num_queries(20):
        page = owner.get("/painel/ofertas/?page=7&sort=name&state=draft")

    assert len(page.context["lines"]) == 50
    assert len(owner.get("/painel/ofertas/?q=Oferta+777").context["lines"]) == 1


def test_the_export_is_what_the_filters_leave_and_runs_nothing(owner):
    make_offer(name="=1+1", status="active", budget=Decimal(50))
    make_offer(name="Outra", status="paused")

    lines = owner.get("/painel/ofertas/exportar/?state=running").getvalue().decode().splitlines()

    assert len(lines) == 2
    assert ";'=1+1;" in lines[1]


def test_who_only_looks_changes_nothing(client_as):
    offer = make_offer()
    agent = client_as("agent")

    assert agent.get("/painel/ofertas/").status_code == 200
    assert agent.post(f"/painel/ofertas/{offer.pk}/publicar/").status_code == 403
    assert agent.get("/painel/ofertas/nova/").status_code == 403


def test_another_tenants_offer_is_not_found(owner, other_tenant):
    with tenant_context(other_tenant):
        theirs = make_offer(status="active")

    for path in ("", "editar/", "custo/", "cupons/"):
        assert owner.get(f"/painel/ofertas/{theirs.pk}/{path}").status_code == 404
    assert owner.post(f"/painel/ofertas/{theirs.pk}/pausar/").status_code == 404
