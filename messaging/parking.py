"""What providers told a restored tenant, and nobody worked off."""

from flowt.parking import tells_open
from messaging import told


@tells_open
def open_notices() -> list[tuple[str, str]]:
    return [(told.KIND, str(pk)) for pk in told.open_events().values_list("pk", flat=True)]
