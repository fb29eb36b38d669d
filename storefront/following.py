"""One order as its customer follows it: plain values for the page and the receipt."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.models import Order, OrderLine
from orders.states import CANCELLED, OUT, READY, REJECTED, STEPS
from payments.gateways import kind_of
from payments.models import Payment, PixRefund
from payments.selectors import label_of, payments_of, pays_ahead, refunds_of, standing_of
from storefront import later

DONE, NOW, AHEAD, STOPPED = "done", "now", "ahead", "stopped"


@dataclass(frozen=True)
class Step:
    """One state on the way. `state` is done, now, ahead or stopped."""

    status: str
    label: str
    state: str
    at: datetime | None = None
    note: str = ""


class PixView:
    """What a page that is paid by PIX shows of the code. `pix` is set while it is waited for."""

    pix: Payment | None

    @property
    def brcode(self) -> str:
        return str(self.pix.instructions.get("brcode", "")) if self.pix else ""

    @property
    def code_state(self) -> str:
        """creating, trouble, ready, expired or failed: what the payer can do about the code now."""
        if self.pix is None:
            return ""
        over = self.pix.expires_at is not None and self.pix.expires_at <= timezone.now()
        over |= self.outcome in ("expired", "cancelled")
        return "expired" if over else str(self.pix.instructions.get("state", "ready"))

    @property
    def outcome(self) -> str:
        """What a gateway last told of it: "refused" after a card that was not taken."""
        return str(self.pix.instructions.get("outcome", "")) if self.pix else ""

    @property
    def method(self) -> str:
        """pix, card or boleto."""
        return str(self.pix.instructions.get("method", "pix")) if self.pix else ""

    @property
    def pay_url(self) -> str:
        """The gateway's own page of it; "" where it has none."""
        return str(self.pix.instructions.get("url", "")) if self.pix else ""

    @property
    def pay_line(self) -> str:
        """The line of a boleto."""
        return str(self.pix.instructions.get("line", "")) if self.pix else ""

    @property
    def is_code(self) -> bool:
        """Is it paid by a code that stands here?"""
        return self.method == "pix" and not (self.pay_url and not self.brcode)

    @property
    def gateway_name(self) -> str:
        """Whose page it is paid on."""
        return label_of(kind_of(self.pix.gateway)) if self.pix else ""

    @property
    def demo_bank_url(self) -> str:
        """Where the demo's own bank pays this code; "" outside the demo."""
        bank = settings.FLOWT_PSP_SIMULATOR
        if not bank or self.pix is None or self.pix.gateway != "pix_psp":
            return ""
        return f"{bank}/pagar?{urlencode({'codigo': self.brcode})}"


@dataclass(frozen=True)
class OrderView(PixView):
    """Everything the customer's page shows. `pix` is the payment that is waited for and can be
    made from here: by a PIX code, a boleto, or on a gateway's page.
    """

    page_id = "order"
    order: Order
    lines: tuple[OrderLine, ...]
    steps: tuple[Step, ...]
    heading: str
    sentence: str
    pix: Payment | None
    payment_label: str
    is_refunded: bool
    refunding: tuple[PixRefund, ...]  # on their way back by themselves
    received: Decimal  # of what is still waited for

    @property
    def page_url(self) -> str:
        return self.order.get_absolute_url()

    @property
    def pix_image_url(self) -> str:
        return reverse("storefront:pix", args=[self.order.token])

    @property
    def pix_new_url(self) -> str:
        return reverse("storefront:pix_new", args=[self.order.token])

    @property
    def left(self) -> Decimal:
        return self.order.total - self.received


def view_of(order: Order) -> OrderView:
    payments = payments_of([order.reference]).get(order.reference, [])
    pix = next((one for one in payments if is_waited_for(one)), None)
    heading, sentence = _words(order, pix)
    return OrderView(
        order=order,
        lines=tuple(order.lines.all()),
        steps=_steps(order),
        heading=heading,
        sentence=sentence,
        pix=pix,
        payment_label=str(label_of(order.payment_kind, order.profile)),
        is_refunded=any(one.status == Payment.Status.REFUNDED for one in payments),
        refunding=_refunding(payments),
        received=sum((standing_of(one).received for one in payments), Decimal(0)),
    )


def is_waited_for(payment: Payment) -> bool:
    """One that has, or is about to get, a code; and of which nothing was received yet."""
    if payment.status != Payment.Status.PENDING or standing_of(payment).received:
        return False
    return bool({"brcode", "state"} & payment.instructions.keys())


def _refunding(payments: list[Payment]) -> tuple[PixRefund, ...]:
    own = [one for one in payments if pays_ahead(one.gateway)]
    return tuple(one for one in refunds_of(own) if one.status in ("requested", "sent"))


def _steps(order: Order) -> tuple[Step, ...]:
    reached = {"under_review": order.placed_at}
    reached |= {move.to_status: move.at for move in order.moves.all()}
    if order.status in (REJECTED, CANCELLED):
        past = [s for s in STEPS[order.profile] if s in reached]
        done = [Step(s, _step_label(order, s), DONE, reached[s]) for s in past]
        end = Step(order.status, order.get_status_display(), STOPPED, reached.get(order.status))
        return (*done, end)
    path = STEPS[order.profile]
    here = path.index(order.status)
    is_over = here == len(path) - 1
    return tuple(
        Step(
            status,
            _step_label(order, status),
            DONE if at < here or is_over else NOW if at == here else AHEAD,
            reached.get(status) if at <= here else None,
        )
        for at, status in enumerate(path)
    )


def _step_label(order: Order, status: str) -> str:
    if status == READY:
        return _ready_words(order.profile)[0]
    return {
        "under_review": _("Sent to the store"),
        "approved": _("Confirmed") if later.is_waiting(order) else _("Being prepared"),
        OUT: _("On the way"),
        "delivered": _delivered_words(order.profile),
    }[status]


def _ready_words(profile: str) -> tuple[str, str]:
    return {
        "delivery": (_("Ready to leave"), _("Your order is packed and leaves in a moment.")),
        "pickup": (_("Ready for pick-up"), _("Come and get it: say your name or the number.")),
        "table": (_("Ready to be served"), _("It comes to your table in a moment.")),
    }[profile]


def _delivered_words(profile: str) -> str:
    return {
        "delivery": pgettext("order", "Delivered"),
        "pickup": _("Picked up"),
        "table": _("Served"),
    }[profile]


def _words(order: Order, pix: Payment | None) -> tuple[str, str]:
    """The state as a heading, and what it means for who waits."""
    if pix is None and (found := later.words(order)):
        return found
    match order.status:
        case "under_review" if pix and pix.instructions.get("method", "pix") != "pix":
            return _("Almost there"), _("Pay so that the store can start.")
        case "under_review" if pix:
            return _("Almost there"), _("Pay with PIX so that the store can start.")
        case "under_review":
            return _("Order sent"), _("The store is looking at it. This page changes by itself.")
        case "approved":
            return _("Being prepared"), _("The store accepted your order and is on it.")
        case "ready":
            return _ready_words(order.profile)
        case "out_for_delivery":
            return _("On the way"), _("Your order left and is coming to you.")
        case "delivered":
            return _delivered_words(order.profile), _("Thank you! We hope you enjoy it.")
        case "rejected":
            return _("Not accepted"), _("The store could not take this order.")
    return _("Cancelled"), _("This order was cancelled.")
