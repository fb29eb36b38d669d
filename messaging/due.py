"""Due work of messaging."""

from flowt import due
from messaging import summary, told


@due.handles(told.KIND)
def process_provider_event(ref: str) -> None:
    told.process(int(ref))


@due.handles(summary.KIND)
def send_summary(ref: str) -> None:
    summary.send(ref)
