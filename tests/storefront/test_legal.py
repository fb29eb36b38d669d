import pytest

from flowt.audit.models import AuditEntry
from storefront.models import LegalText
from tenants.models import Tenant
from tenants.operations import touch_tenant

PAGE = "/painel/configuracoes/textos/"


def test_the_usual_wording_has_the_businesss_data(client, tenant):
    tenant.legal_name, tenant.document = "Primeira Refeições Ltda", "11222333000181"
    tenant.save()
    touch_tenant(tenant)

    for path in ("/termos/", "/privacidade/"):
        page = client.get(path).text
        assert "Primeira Refeições Ltda" in page
        assert "11.222.333/0001-81" in page


def test_a_businesss_own_words_take_their_place(client_as, client):
    owner = client_as("owner")

    found = owner.post(PAGE, {"terms": "Nossa regra.\n\n<b>Outra</b>", "privacy": ""})

    assert found.status_code == 302
    page = client.get("/termos/").text
    assert "<p>Nossa regra.</p>" in page
    assert "&lt;b&gt;Outra" in page
    assert "controlador" in client.get("/privacidade/").text


def test_a_change_raises_the_version_and_leaves_a_trace(client_as):
    owner = client_as("owner")
    owner.post(PAGE, {"terms": "Um"})
    owner.post(PAGE, {"terms": "Dois"})
    owner.post(PAGE, {"terms": "Dois"})

    assert LegalText.objects.get().version == 2
    entries = AuditEntry.objects.filter(action="legal_text.terms").order_by("pk")
    assert [entry.after["body"] for entry in entries] == ["Um", "Dois"]


def test_an_empty_field_goes_back_to_the_usual_wording(client_as, client):
    owner = client_as("owner")
    owner.post(PAGE, {"terms": "Um"})

    owner.post(PAGE, {"terms": ""})

    assert "Código de Defesa do Consumidor" in client.get("/termos/").text


def test_too_long_a_text_comes_back(client_as):
    found = client_as("owner").post(PAGE, {"terms": "a" * 40_001})

    assert found.status_code == 422
    assert not LegalText.objects.exists()


@pytest.mark.parametrize("role", ["supervisor", "agent", "viewer"])
def test_only_who_may_edit_settings(client_as, role):
    assert client_as(role).post(PAGE, {"terms": "Um"}).status_code == 403
    assert not LegalText.objects.exists()


def test_another_tenants_texts_are_its_own(client_as, client, other_tenant):
    client_as("owner", at=other_tenant).post(PAGE, {"terms": "Deles"})

    assert "Deles" not in client.get("/termos/").text
    assert Tenant.objects.count() >= 2
