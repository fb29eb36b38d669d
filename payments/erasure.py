"""What payments forget of a person: what a bank told of who paid. Amounts and ids stay."""

from collections.abc import Collection

from django.db.models import CharField, F, Func, Value

from payments.models import InboundNotice, PixReceipt


def forget_payers(references: Collection[str]) -> int:
    """Empty the notices about what was paid for `references`; return how many there are."""
    paid = PixReceipt.objects.filter(charge__payment__reference__in=references)
    ids = set(paid.values_list("e2eid", flat=True))
    first = Func(
        F("event_key"), Value(":"), Value(1), function="split_part", output_field=CharField()
    )
    notices = InboundNotice.objects.annotate(paid=first).filter(paid__in=ids)
    return notices.update(body="") if ids else 0
