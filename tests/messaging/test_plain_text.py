"""The plain part of a letter: nothing is cut off, whatever a business calls its dishes."""

from decimal import Decimal

from messaging.markup import Block
from messaging.rendering import WIDTH, as_text

LONG = "Risoto de beterraba e queijo de cabra com nozes caramelizadas e rúcula do sítio"
FOOT = {"legal": "", "address": "", "why": ""}


def test_a_long_name_goes_on_below_its_amount(tenant):
    line = {"quantity": 2, "name": LONG, "options": "", "total": Decimal("1159.80")}
    data = {"lines": [line], "totals": [], "total": Decimal("1159.80"), "facts": []}

    text = as_text([Block("order.summary", data=data)], tenant, FOOT)

    words = text.partition("-----")[0].replace("R$\xa01.159,80", "").split()
    assert words == ["2x", *LONG.split()]
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.splitlines()[0].endswith("  R$\xa01.159,80")
