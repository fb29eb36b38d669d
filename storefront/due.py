"""Due work of the public pages."""

from flowt import due
from storefront.builder.operations import versions


@due.handles(versions.KIND)
def keep_page_time(ref: str) -> None:
    versions.keep_time(int(ref))
