"""A form on a page makes a contact: once, with the words that were agreed to."""

import pytest

from flowt.due.models import DueJob
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from leads.models import ConsentText, Lead
from leads.operations import move_lead
from people.erasure import erase_person
from people.models import Consent, Person
from storefront.builder.operations import drafts, versions
from tests.conftest import TenantClient
from tests.storefront.conftest import HTMX, _no_settings_in_memory, shop  # noqa: F401

WHO = {"name": "Ana Souza", "phone": "11 99999-8888", "choice": "2 pessoas", "consent": "on"}


@pytest.fixture
def page(shop):  # noqa: F811
    settings = {"question": "Quantas?", "answers": "2 pessoas\n4 pessoas", "marketing": True}
    content = {"blocks": [{"kind": "form", "settings": settings}]}
    made = drafts.create_page(
        name="Noite", slug="noite", kind="landing", goal="event", content=content, actor=None
    )
    return versions.publish_page(made, actor=None)


def send(client, page, *, headers=None, **data):
    address = f"/p/noite/enviar/{page.blocks[0]['key']}/"
    return client.post(address, {**WHO, **data}, headers=headers or {})


def test_a_form_makes_a_contact_with_its_journey(client, page):
    client.get("/p/noite/?utm_campaign=verao&via=bio")

    answer = send(client, page)

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/p/noite/obrigado/{page.blocks[0]['key']}/",
    )
    lead = Lead.objects.get()
    assert (lead.phone, lead.goal, lead.via) == ("+5511999998888", "event", "bio")
    assert lead.utm == {"utm_campaign": "verao"}
    assert lead.answers == [{"label": "Quantas?", "value": "2 pessoas"}]
    assert Event.objects.get(type="lead.captured").correlation_id == lead.correlation_id
    assert "Obrigado!" in client.get(answer["Location"]).text
    assert lead.consent.purposes == ["marketing", "necessary"]


def test_sent_twice_it_is_one_contact(client, page):
    for _ in range(2):
        send(client, page)

    assert (Lead.objects.count(), Person.objects.count(), Consent.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(type="lead.captured").count() == 1
    assert DueJob.objects.filter(kind="event").count() == 0
    send(client, page, choice="4 pessoas")
    assert (Lead.objects.count(), Person.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent": ""}, "field-error"),
        ({"phone": "123"}, 'value="123"'),
        ({"choice": "mil"}, "aria-invalid"),
    ],
)
def test_what_is_wrong_is_said_in_place(client, page, wrong, words):
    whole, part = send(client, page, **wrong), send(client, page, headers=HTMX, **wrong)

    assert (whole.status_code, part.status_code) == (422, 422)
    assert "<html" not in part.text
    assert words in part.text
    assert 'value="Ana Souza"' in part.text
    assert not Lead.objects.exists()


def test_a_program_is_thanked_and_nothing_is_kept(client, page):
    assert send(client, page, site="http://spam.example").status_code == 302
    assert not Lead.objects.exists()


def test_another_origin_is_refused(tenant, page):
    stranger = TenantClient(
        SERVER_NAME="primeira.localhost", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert send(stranger, page).status_code == 403


def test_too_many_from_one_contact_are_refused(client, page, settings):
    settings.FLOWT_RATES = {"lead.contact": "1/day"}
    send(client, page)

    assert send(client, page, choice="4 pessoas").status_code == 429


def test_a_new_wording_is_a_new_version(client, page):
    send(client, page)
    page.refresh_from_db()
    key, settings = page.blocks[0]["key"], {**page.blocks[0]["settings"], "purpose": "Outra."}
    page = drafts.change_block(page, key=key, settings=settings, revision=page.revision, actor=None)
    versions.publish_page(page, actor=None)
    send(client, page, name="Bia", phone="11 98888-7777")

    assert list(ConsentText.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Lead.objects.latest("pk").consent_text.text == "Outra."


def test_by_e_mail_alone_it_is_the_same_person(client, page):
    from leads.operations import capture_lead
    from leads.requests import Agreement, Came, Contact
    from orders.requests import Journey

    for title in ("Um", "Dois"):
        capture_lead(
            who=Contact("Caio", email="caio@exemplo.com.br"),
            came=Came(f"/p/{title}/", title),
            agreed=Agreement("Sim."),
            journey=Journey(),
        )

    assert (Lead.objects.count(), Person.objects.count()) == (2, 1)


def test_the_list_the_file_and_the_states(client, client_as, page):
    send(client, page, name="=Ana")
    owner, lead = client_as("owner"), Lead.objects.get()

    listed = owner.get("/painel/leads/?q=99999&status=new")
    file = b"".join(owner.get("/painel/leads/exportar.csv").streaming_content).decode()
    moved = owner.post(f"/painel/leads/{lead.pk}/mover/", {"status": "contacted"})

    assert "=Ana" in listed.text
    assert ";'=Ana;" in file
    assert moved.status_code == 302
    assert "Nenhum lead combina" in owner.get("/painel/leads/?status=new").text
    assert Event.objects.filter(type="lead.moved").count() == 1
    assert client_as("agent").get("/painel/leads/exportar.csv").status_code == 403


def test_an_erased_person_leaves_no_contact(client, page):
    send(client, page)
    lead = Lead.objects.get()

    erase_person(lead.person, actor=None)

    lead.refresh_from_db()
    assert (lead.phone, lead.email, lead.answers) == ("", "", [])
    assert "Ana" not in lead.name


def test_another_tenants_contact_is_not_found(client, client_as, page, other_tenant):
    send(client, page)
    lead = Lead.objects.get()

    with tenant_context(other_tenant):
        assert client_as("owner", at=other_tenant).get(lead.get_absolute_url()).status_code == 404
    assert move_lead(lead, status="new", actor=None).status == "new"
