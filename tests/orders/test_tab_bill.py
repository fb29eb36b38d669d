from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.tabs.bill import Bill, allot, by_guest, in_parts, service_of, units_cost

CENTS = st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100)


@given(rest=CENTS, parts=st.integers(2, 30))
def test_equal_parts_add_up_and_differ_by_a_cent_at_most(rest, parts):
    found = in_parts(rest, parts)

    assert sum(found) == rest
    assert all(part > 0 for part in found)
    assert not found or max(found) - min(found) <= Decimal("0.01") or len(found) < parts


@given(
    rest=CENTS.filter(bool),
    ordered=st.dictionaries(st.none() | st.integers(1, 9), CENTS, min_size=1),
    covered=st.dictionaries(st.none() | st.integers(1, 9), CENTS),
)
def test_each_their_own_adds_up_and_asks_nobody_for_less_than_a_cent(rest, ordered, covered):
    found = by_guest(rest, ordered, covered)

    assert sum(found.values()) == rest
    assert all(part > 0 for part in found.values())


@given(net=CENTS, quantity=st.integers(1, 12), data=st.data())
def test_a_lines_units_come_to_its_net_whatever_the_portions(net, quantity, data):
    cost, taken = Decimal(0), 0
    while taken < quantity:
        units = data.draw(st.integers(1, quantity - taken))
        cost += units_cost(net, quantity, taken, units)
        taken += units

    assert cost == net


@given(money=CENTS, totals=st.lists(CENTS, max_size=8))
def test_money_pays_orders_one_after_the_other_and_never_too_much(money, totals):
    paid = allot(money, totals)

    assert sum(paid) == min(money, sum(totals))
    assert all(0 <= one <= total for one, total in zip(paid, totals, strict=True))


def test_a_bill_tells_what_is_left_and_what_is_too_much():
    bill = Bill(Decimal("80.01"), service_of(Decimal("80.01"), Decimal(10), "BRL"))

    assert (bill.service, bill.total, bill.left) == (Decimal("8.00"), Decimal("88.01"), bill.total)
    paid = Bill(Decimal("30"), Decimal("3"), received=Decimal("88.01"), refund_due=Decimal("5"))
    assert (paid.left, paid.excess) == (0, Decimal("50.01"))
