"""Charges and refunds of a restored tenant: what was to be asked for may have been asked since."""

from datetime import timedelta

from flowt.parking import tells_open
from payments.providers import charges as hosted
from payments.psp import charges, refunds

AT_ONCE = timedelta(0)


@tells_open
def open_money() -> list[tuple[str, str]]:
    return [one for app in (charges, refunds, hosted) for one in app.lost(AT_ONCE, None)]
