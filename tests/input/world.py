"""A business with one of everything, so that every page has something to show."""

from tests.factories import make_category, make_group, make_item, make_order
from tests.storefront.conftest import open_shop
from tracking.models import QrCode
from tracking.operations import create_code, create_tables


def furnish(tenant, *, text: str = "Prato") -> None:
    """`text` stands wherever a business or its customers write freely."""
    open_shop(tenant)
    category = make_category(text[:60], slug="pratos", description=text[:200])
    item = make_item(
        text[:80], slug="feijoada", category=category, price="42.00", description=text[:400]
    )
    make_group(text[:60], item=item, options={text[:60]: "3.00", "Outra": "4.00"}, maximum=2)
    make_item(text[:80], slug="so-interesse", category=category, interest_only=True)
    order = make_order(
        number=1, customer_name=text[:80], notes=text[:200], address=_address(text), total="42.00"
    )
    order.lines.update(name=text[:80], notes=text[:140])
    create_tables(["7"], actor=None)
    create_code(
        kind=QrCode.Kind.ITEM, item=item, label=text[:40], qr_src="x", campaign="", actor=None
    )


def _address(text: str) -> dict[str, str]:
    names = ("street", "number", "complement", "district", "city", "state", "reference")
    return {"cep": "01310100", **dict.fromkeys(names, text[:40])}
