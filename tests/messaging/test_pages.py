"""The console's pages of messages."""

import json

import pytest

from flowt.audit.models import AuditEntry
from flowt.effects.models import Effect
from flowt.parking import park_tenant
from flowt.tenancy import tenant_context
from messaging.kinds import PAID
from messaging.models import ChannelAccount, Message, MessageTemplate, Suppression
from messaging.operations.queueing import queue_order_message
from messaging.suppressing import is_suppressed, suppress
from people.erasure import erase_person
from tests.messaging.conftest import ANA, only
from tests.payments.conftest import work

HTMX = {"HX-Request": "true"}
EDIT = "/painel/mensagens/modelos/order-placed/"
SETTINGS = "/painel/configuracoes/email/"


@pytest.fixture
def message(post, order_of):
    """One whose end nobody knows."""
    queue_order_message(PAID, order_of("corta@exemplo.com.br"), key="k")
    work()
    assert only().state == "unknown"
    return only()


def test_the_list_shows_and_finds(post, order_of, client_as):
    queue_order_message(PAID, order_of(), key="k")
    work()
    browser = client_as("viewer")

    assert ANA in browser.get("/painel/mensagens/").text
    assert ANA in browser.get(f"/painel/mensagens/?q={ANA.upper()}", headers=HTMX).text
    assert ANA not in browser.get("/painel/mensagens/?q=outra@exemplo.com.br").text
    assert ANA not in browser.get("/painel/mensagens/?state=undecided&kind=x&q=%23999").text


def test_a_letter_is_shown_where_it_can_do_nothing(message, client_as):
    browser = client_as("owner")
    page = browser.get(f"/painel/mensagens/{message.pk}/")
    letter = browser.get(f"/painel/mensagens/{message.pk}/carta/")

    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "sandbox" in letter["Content-Security-Policy"]
    assert "script-src" not in letter["Content-Security-Policy"]
    assert letter["X-Frame-Options"] == "SAMEORIGIN"
    assert "Pagamento recebido" in letter.text


@pytest.mark.parametrize(
    ("verb", "state"),
    [("chegou", "accepted"), ("nao-chegou", "failed"), ("enviar-de-novo", "queued")],
)
def test_a_person_decides(message, client_as, verb, state):
    answer = client_as("supervisor").post(f"/painel/mensagens/{message.pk}/{verb}/")

    assert answer.status_code == 302
    assert only().state == state
    assert AuditEntry.objects.filter(action__startswith="effect.").count() == 1


def test_what_is_known_is_not_decided_again(message, client_as):
    browser = client_as("owner")
    browser.post(f"/painel/mensagens/{message.pk}/chegou/")

    answer = browser.post(f"/painel/mensagens/{message.pk}/nao-chegou/", headers=HTMX)

    assert answer.status_code == 422
    assert only().state == "accepted"


def test_another_tenants_message_is_not_found(message, client_as, other_tenant):
    browser = client_as("owner", at=other_tenant)
    with tenant_context(other_tenant):
        assert not Message.objects.exists()

    for path in ("", "carta/"):
        assert browser.get(f"/painel/mensagens/{message.pk}/{path}").status_code == 404
    assert browser.post(f"/painel/mensagens/{message.pk}/chegou/").status_code == 404
    assert only().state == "unknown"


def test_a_restored_business_decides_what_was_waiting(post, order_of, client_as, tenant):
    queue_order_message(PAID, order_of(), key="k")
    park_tenant(tenant)
    work()
    assert (only().state, post.store.mails()) == ("parked", [])

    client_as("owner").post(f"/painel/mensagens/{only().pk}/enviar-de-novo/")
    work()

    assert (only().state, len(post.store.mails())) == ("accepted", 1)


def test_erasing_a_person_empties_what_was_sent(message, order_of):
    person = message.order.person
    message.order.status = "delivered"
    message.order.save()

    erase_person(person, actor=None)

    left = only()
    assert (left.to_email, left.to_email_index, left.content, left.detail) == ("", "", {}, "")
    assert ANA not in json.dumps(list(Effect.objects.values("subject", "key", "error")))


def test_erasing_a_person_forgets_their_blocked_addresses(message, order_of):
    """The one they gave last, and one that something was sent to; nobody else's."""
    person = message.order.person
    person.email = "Nova@Example.com"
    person.save()
    message.order.status = "delivered"
    message.order.save()
    for address in (message.to_email, "nova@example.com", "outra@example.com"):
        suppress("email", address, reason=Suppression.Reason.COMPLAINED)

    erase_person(person, actor=None)

    assert [row.email for row in Suppression.objects.all()] == ["outra@example.com"]
    assert is_suppressed("email", "outra@example.com")


def test_a_blocked_address_is_lifted(client_as, tenant):
    suppress("email", ANA, reason=Suppression.Reason.BOUNCED)
    pk = Suppression.objects.get().pk
    assert ANA in client_as("viewer").get("/painel/mensagens/bloqueados/").text
    assert (
        client_as("viewer").post(f"/painel/mensagens/bloqueados/{pk}/liberar/").status_code == 403
    )

    client_as("owner").post(f"/painel/mensagens/bloqueados/{pk}/liberar/")

    assert not Suppression.objects.exists()


def test_a_text_is_changed_and_put_back(client_as, tenant):
    browser = client_as("owner")
    words = {"is_on": "on", "subject": "Oi {{person.name}}", "body": "Chegou {{order.number}}!"}

    assert browser.post(EDIT, words).status_code == 303
    assert MessageTemplate.objects.get().body == "Chegou {{order.number}}!"
    assert "Oi {{person.name}}" in browser.get(EDIT).text
    browser.post(f"{EDIT}padrao/")
    assert MessageTemplate.objects.get().is_own is False
    assert AuditEntry.objects.filter(action="message.template").count() == 2


def test_a_variable_that_is_not_there_is_not_saved(client_as, tenant):
    words = {"subject": "Oi", "body": "Oi\n{{order.nmber}} <script>"}

    answer = client_as("owner").post(EDIT, words)

    assert answer.status_code == 422
    assert "Linha 2, coluna 1:" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert not MessageTemplate.objects.exists()


def test_a_preview_shows_the_newest_order_or_says_what_is_wrong(client_as, order_of):
    order_of(customer_name="Bia <i>Alves</i>")
    browser = client_as("owner")
    typed = {"subject": "x", "body": "Oi {{person.name}}, <u>{{order.total|money}}</u>"}

    answer = browser.post(f"{EDIT}previa/", typed)

    assert "Oi Bia &lt;i&gt;Alves&lt;/i&gt;, &lt;u&gt;R$&nbsp;30,00&lt;/u&gt;" in answer.text
    assert browser.get(f"{EDIT}previa/").status_code == 200
    assert browser.post(f"{EDIT}previa/", {"body": "{{x"}).status_code == 422


def test_without_an_order_the_preview_is_invented(client_as, tenant):
    browser = client_as("owner")

    assert "pedido inventado" in browser.get(EDIT).text
    assert "#1042" in browser.get(f"{EDIT}previa/").text


def test_a_secret_is_never_rendered_back(client_as, tenant):
    browser = client_as("owner")
    assert browser.post(f"{SETTINGS}postmark/", {"api_key": "segredo-9"}).status_code == 303

    page = browser.get(f"{SETTINGS}postmark/").text

    assert "segredo-9" not in page
    assert "/webhooks/email/postmark/" in page
    assert browser.post(f"{SETTINGS}postmark/", {"api_key": ""}).status_code == 303
    kept = ChannelAccount.objects.get()
    assert kept.settings["providers"]["postmark"]["api_key"] == "segredo-9"
    assert "segredo-9" not in json.dumps(list(AuditEntry.objects.values_list("after", flat=True)))


def test_a_private_server_is_refused_in_words(client_as, tenant):
    browser = client_as("owner")
    typed = {"host": "127.0.0.1", "port": "587", "security": "starttls"}
    browser.post(f"{SETTINGS}smtp/", {**typed, "username": "u", "password": "p"})
    browser.post(SETTINGS, {"is_enabled": "on", "sender_address": "loja@exemplo.com.br"})

    answer = browser.post(f"{SETTINGS}testar/", headers=HTMX)

    assert "não é público" in answer.text
    assert (only().kind, only().status, only().reason) == ("test", "failed", "not_public")


def test_an_own_server_is_signed_in_to(post, client_as, tenant, settings):
    settings.FLOWT_EGRESS_ALLOW = ["127.0.0.0/8"]
    values = {"host": "127.0.0.1", "port": post.smtp.port, "security": "", "username": "loja"}
    ChannelAccount.objects.create(
        kind="email",
        provider="smtp",
        settings={
            "sender_address": "loja@exemplo.com.br",
            "providers": {"smtp": {**values, "password": "errada", "security": "none"}},
        },
    )
    browser = client_as("owner")

    assert "usuário ou a senha" in browser.post(f"{SETTINGS}testar/", headers=HTMX).text


@pytest.mark.parametrize("name", ["Loja\r\nBcc: x@y.z", "Loja\x00"])
def test_a_sender_is_one_line(client_as, tenant, name):
    answer = client_as("owner").post(SETTINGS, {"sender_name": name})

    assert answer.status_code == 422
    assert not ChannelAccount.objects.exists()


def test_the_list_hears_news_and_leads_to_the_order_and_back(message, client_as):
    browser = client_as("owner")
    order = message.order

    listed = browser.get("/painel/mensagens/?q=%23" + str(order.number)).text
    page = browser.get(f"/painel/pedidos/{order.number}/").text

    assert 'data-live-topics="messages"' in listed
    assert f"q=%23{order.number}" in listed.partition('id="message-rows"')[2].partition(">")[0]
    assert f'href="/painel/pedidos/{order.number}/"' in listed
    assert f'href="/painel/mensagens/?q=%23{order.number}"' in page
