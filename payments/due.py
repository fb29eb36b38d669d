"""Due work of payments."""

from flowt import due
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
