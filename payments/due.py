"""Due work of payments."""

from flowt import due
from payments.providers import charges as hosted
from payments.providers import receipts as hosted_receipts
from payments.providers import reconcile as hosted_reconcile
from payments.providers import watching
from payments.providers import webhook as hosted_webhook
from payments.psp import charges, receipts, reconcile, refunds, webhook


@due.handles(charges.START)
def start_charge(ref: str) -> None:
    charges.start(ref)


@due.handles(charges.CREATE, atomic=False)
def create_charge(ref: str, lease: due.Lease) -> None:
    charges.create_charge(ref, lease)


@due.handles(charges.REMOVE, atomic=False)
def remove_charge(ref: str, lease: due.Lease) -> None:
    charges.remove_charge(ref, lease)


@due.handles(charges.POLL, atomic=False)
def poll_charge(ref: str, lease: due.Lease) -> None:
    charges.poll_charge(ref, lease)


@due.handles(receipts.EVENT, atomic=False)
def look_at_event(ref: str, lease: due.Lease) -> None:
    receipts.look_at_event(ref, lease)


@due.handles(refunds.SEND, atomic=False)
def send_refund(ref: str, lease: due.Lease) -> None:
    refunds.send(ref, lease)


@due.handles(refunds.CHECK, atomic=False)
def check_refund(ref: str, lease: due.Lease) -> None:
    refunds.check(ref, lease)


@due.handles(webhook.REGISTER, atomic=False)
def register_webhook(ref: str, lease: due.Lease) -> None:
    webhook.register(ref, lease)


@due.handles(reconcile.NIGHTLY, atomic=False)
def reconcile_night(ref: str, lease: due.Lease) -> None:
    reconcile.reconcile_night(ref, lease)


@due.handles(hosted.START)
def start_hosted(ref: str) -> None:
    hosted.start(ref)


@due.handles(hosted.CREATE, atomic=False)
def create_hosted(ref: str, lease: due.Lease) -> None:
    hosted.create(ref, lease)


@due.handles(watching.CANCEL, atomic=False)
def cancel_hosted(ref: str, lease: due.Lease) -> None:
    watching.cancel(ref, lease)


@due.handles(watching.POLL, atomic=False)
def poll_hosted(ref: str, lease: due.Lease) -> None:
    watching.poll(ref, lease)


@due.handles(hosted_webhook.EVENT, atomic=False)
def look_at_hosted_event(ref: str, lease: due.Lease) -> None:
    hosted_receipts.look_at_event(ref, lease)


@due.handles(hosted_webhook.REGISTER, atomic=False)
def register_hosted_webhook(ref: str, lease: due.Lease) -> None:
    hosted_webhook.register(ref, lease)


@due.handles(hosted_reconcile.COMPARE, atomic=False)
def compare_hosted(ref: str, lease: due.Lease) -> None:
    hosted_reconcile.compare(ref, lease)
