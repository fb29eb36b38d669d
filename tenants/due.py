"""Due work of tenants."""

from flowt import due
from flowt.tenancy import current_tenant
from tenants.pausing import ENDS, end_what_is_over


@due.handles(ENDS)
def end_holds(ref: str) -> None:
    end_what_is_over(current_tenant())
