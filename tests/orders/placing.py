"""Carts, customers and orders as tests of placing want them, also many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

from django.db import connection

from cart.contents import CartContents, CartLine
from cart.operations import new_cart
from flowt.errors import Refusal
from flowt.tenancy import tenant_context
from orders.models import Order
from orders.operations.placing import place_order
from orders.requests import Address, Customer, Journey

AT_ONCE = 15  # connections of the pool, but for one
ANA = Customer(name="Ana Lima", phone="+5511999998888")
HOME = Address(
    cep="01310100",
    street="Av. Paulista",
    number="1",
    district="Bela Vista",
    city="São Paulo",
    state="SP",
)


def cart_of(*lines: tuple[int, int], selection=(), notes="") -> CartContents:
    made = tuple(
        CartLine(key=f"l{n}", item_id=pk, selection=list(selection), quantity=units, notes=notes)
        for n, (pk, units) in enumerate(lines)
    )
    return replace(new_cart(), lines=made)


def place(contents, tenant, total, **terms) -> Order:
    asked = {
        "customer": ANA,
        "profile": "pickup",
        "payment_kind": "cash",
        "key": contents.id,
        "seen_total": Decimal(total),
        "journey": Journey(via="qr", qr_src="mesa", qr_code="abc", utm={"utm_source": "x"}),
        **terms,
    }
    return place_order(contents, tenant=tenant, **asked)


def buyer(n: int) -> Customer:
    return Customer(name="Um", phone=f"+5511988{n:06d}")


def at_once(tenant, calls: list) -> list:
    """Make every call, as many at the same moment as there are connections; return the results."""
    barrier = Barrier(AT_ONCE)

    def run(at: int):
        if at < AT_ONCE:
            barrier.wait()
        try:
            with tenant_context(tenant):
                return calls[at]()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(len(calls))))
