import pytest

from flowt.tenancy import tenant_context
from offers.models import Coupon, Offer
from offers.operations.coupons import add_code


@pytest.fixture
def offer(tenant):
    terms = {"benefit": "percentage", "benefit_settings": {"percent": "10"}, "label": "Dez"}
    return Offer.objects.create(name="Dez por cento", needs_coupon=True, **terms)


@pytest.fixture
def owner(client_as):
    return client_as("owner")


def test_a_code_is_made_and_comes_with_its_link(owner, offer):
    answer = owner.post(f"/painel/ofertas/{offer.pk}/cupons/novo/", {"code": " volte 10 "})

    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.offer) == ("VOLTE10", offer)
    page = owner.get(answer.headers["Location"])
    assert "/cupom/volte10/?via=link" in page.text and "wa.me" in page.text
    qr = owner.get(f"/painel/ofertas/cupons/{coupon.pk}/qr.svg")
    assert (qr["Content-Type"], b"<svg" in qr.content) == ("image/svg+xml", True)


def test_a_taken_code_comes_back_with_a_sentence(owner, offer):
    add_code(offer, "VOLTE10", actor=None)

    page = owner.post(f"/painel/ofertas/{offer.pk}/cupons/novo/", {"code": "volte10"})

    assert page.status_code == 422
    assert 'value="volte10"' in page.text
    assert Coupon.objects.count() == 1


def test_a_batch_is_made_and_downloaded(owner, offer):
    typed = {"name": "Panfletos", "count": "30", "prefix": "out"}
    owner.post(f"/painel/ofertas/{offer.pk}/cupons/lote/", typed)

    batch = offer.batches.get()
    file = owner.get(f"/painel/ofertas/lotes/{batch.pk}/codigos.csv").getvalue().decode()
    codes = [line.split(";")[0] for line in file.splitlines()[1:]]
    assert len(set(codes)) == 30
    assert all(code.startswith("OUT-") for code in codes)


def test_a_code_goes_out_of_use_and_comes_back(owner, offer):
    coupon = add_code(offer, "VOLTE10", actor=None)

    owner.post(f"/painel/ofertas/cupons/{coupon.pk}/uso/", {"is_active": "0"})
    coupon.refresh_from_db()

    assert not coupon.is_active
    page = owner.get(f"/painel/ofertas/{offer.pk}/cupons/?q=volte")
    assert [row.code for row in page.context["page"]] == ["VOLTE10"]


def test_codes_are_not_for_every_eye_nor_every_tenant(client_as, owner, offer, other_tenant):
    with tenant_context(other_tenant):
        theirs = Offer.objects.create(name="x", label="x", benefit="percentage")
        code = add_code(theirs, "DELES", actor=None)

    assert owner.get(f"/painel/ofertas/cupons/{code.pk}/").status_code == 404
    viewer = client_as("viewer")
    assert (
        viewer.post(f"/painel/ofertas/{offer.pk}/cupons/novo/", {"code": "A1"}).status_code == 403
    )
