"""From an event to a mailbox: once, through the gate, whatever happens on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.effects.models import Effect
from messaging import gate
from messaging.kinds import KINDS
from messaging.models import Message, MessageTemplate, Suppression
from messaging.operations.queueing import queue_order_message
from messaging.subscribers import confirm_order, tell_cancelled, tell_ready
from messaging.suppressing import suppress
from orders.events import OrderCancelled, OrderPlaced, OrderReady
from tests.messaging.conftest import ANA, deliver, only
from tests.payments.conftest import work


def placed(order):
    return OrderPlaced(
        order_id=order.pk,
        number=order.number,
        person_id=order.person_id,
        profile=order.profile,
        total=order.total,
        payment_kind=order.payment_kind,
    )


def moved(event, order):
    return event(order_id=order.pk, number=order.number, person_id=order.person_id)


def queue(order, kind="payment.approved", key="order-1-paid"):
    """One without a receipt, unless told: drawing a PDF takes a while."""
    return queue_order_message(KINDS[kind], order, key=key)


def arrived(post, address=ANA):
    return [mail for mail in post.store.mails() if mail.to == address]


def test_a_confirmation_reaches_the_mailbox_once(post, order_of):
    order = order_of()
    for _again in range(3):
        confirm_order(placed(order))

    message = deliver()

    (mail,) = arrived(post)
    assert (message.status, message.reason, message.provider) == ("accepted", "", "platform")
    assert message.state_label == "Enviada"
    assert mail.subject == "Primeira: recebemos seu pedido #7"
    assert mail.sender == "Primeira <no-reply@flowt.example>"
    assert mail.message["Message-ID"] == f"<{message.effect.reference}@flowt.example>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe"] is None
    assert [name for name, _kind, _content in mail.attachments] == ["pedido-7.pdf"]


def test_html_is_escaped_and_plain_text_is_not(post, order_of):
    confirm_order(placed(order_of(customer_name="<b>Ana</b> & Bia")))
    deliver()

    (mail,) = arrived(post)
    assert "&lt;b&gt;Ana&lt;/b&gt;" in mail.body("html")
    assert "<b>Ana</b>!" in mail.body("plain")
    assert "style=" in mail.body("html")


def test_a_name_begins_no_other_header(post, order_of, tenant):
    tenant.name = "Casa\r\nBcc: todos@exemplo.com.br"
    confirm_order(placed(order_of(customer_name="Ana\nX-Evil: 1")))
    deliver()

    (mail,) = arrived(post)
    assert mail.message["Bcc"] is None
    assert mail.message["X-Evil"] is None


def test_later_messages_go_on_from_the_first(post, order_of):
    order = order_of(status="ready")
    first = queue(order, key=f"order-{order.pk}-placed")
    tell_ready(moved(OrderReady, order))
    work()

    ready = next(mail for mail in arrived(post) if "pronto" in mail.subject)
    assert ready.message["In-Reply-To"] == f"<{first.effect.reference}@flowt.example>"


def test_without_an_address_nothing_is_written(order_of):
    confirm_order(placed(order_of(email="")))

    assert not Message.objects.exists()


def test_a_kind_that_is_off_is_not_sent(order_of):
    MessageTemplate.objects.create(channel="email", kind="order.placed", is_on=False)

    assert queue(order_of(), "order.placed") is None


def test_an_order_that_is_called_off_twice_is_told_of_twice(order_of):
    order = order_of(status="cancelled")
    for _time in range(2):
        order.moves.create(verb="cancel", to_status="cancelled")
        tell_cancelled(moved(OrderCancelled, order))
        tell_cancelled(moved(OrderCancelled, order))

    assert Message.objects.count() == 2


def withheld(reason):
    message = deliver()
    assert (message.status, message.reason) == ("withheld", reason)
    return message


@pytest.mark.parametrize("address", ["ana@", "ana", "ana@exemplo", "a b@exemplo.com.br"])
def test_an_invalid_address_is_withheld(order_of, address):
    queue(order_of(email=address))

    withheld("invalid_address")


def test_a_blocked_address_gets_nothing(post, order_of):
    suppress("email", ANA.upper(), reason=Suppression.Reason.COMPLAINED)
    queue(order_of())

    withheld("suppressed")
    assert arrived(post) == []


def test_an_order_that_moved_on_makes_its_message_untrue(order_of):
    order = order_of(status="approved")
    queue(order, "order.ready")

    withheld("outdated")


def test_what_waited_for_too_long_does_not_leave(order_of):
    queue(order_of())
    Message.objects.update(created_at=timezone.now() - gate.LATEST - timedelta(minutes=1))

    withheld("too_late")


def test_caps_hold_over_a_sliding_day(post, order_of, settings):
    settings.FLOWT_MAIL_DAILY = 2
    order = order_of()
    for key in "abcd":
        queue(order, key=key)
    work()

    assert sorted(Message.objects.values_list("status", "reason")) == [
        ("accepted", ""),
        ("accepted", ""),
        ("withheld", "tenant_cap"),
        ("withheld", "tenant_cap"),
    ]
    Message.objects.update(sent_at=timezone.now() - gate.DAY)
    queue(order, key="e")
    work()
    assert Message.objects.get(key="e").status == "accepted"


def test_a_person_gets_no_flood(post, order_of, monkeypatch):
    monkeypatch.setattr(gate, "PERSON_DAILY", 1)
    order = order_of()
    for key in "ab":
        queue(order, key=key)
    work()

    assert Message.objects.get(status="withheld").reason == "person_cap"


def test_a_mailbox_that_does_not_exist_is_blocked(post, order_of):
    queue(order_of(email="recusa@exemplo.com.br"))

    message = deliver()

    assert (message.status, message.reason) == ("bounced", "recipient_refused")
    assert Suppression.objects.get().email == "recusa@exemplo.com.br"


def test_a_full_mailbox_is_tried_again(post, order_of):
    queue(order_of(email="cheia+1@exemplo.com.br"))
    assert deliver().state == "queued"

    work(later=True)

    assert only().status == "accepted"


def test_a_cut_line_leaves_it_unknown_and_it_is_sent_once_more(post, order_of):
    queue(order_of(email="corta@exemplo.com.br"))
    message = deliver()
    assert (message.status, message.reason) == ("unknown", "no_answer")
    assert len(arrived(post, "corta@exemplo.com.br")) == 1

    Effect.objects.update(settled_at=timezone.now() - timedelta(hours=1))
    work(later=True)
    work(later=True)

    mails = arrived(post, "corta@exemplo.com.br")
    assert len(mails) == 2
    assert len({mail.message["Message-ID"] for mail in mails}) == 1
    assert (only().state, only().effect.is_resent) == ("unknown", True)


def test_a_server_that_is_not_there_is_tried_again(order_of, settings, post):
    settings.EMAIL_PORT = 1
    queue(order_of())

    message = deliver()

    assert (message.state, message.effect.error) == ("queued", "Unavailable: unreachable")
