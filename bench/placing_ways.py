"""The two ways of placing one order of three lines: Flowt's operation, and plain psycopg."""

import time
from dataclasses import replace
from decimal import Decimal
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import uuid4

from django.db import connection

from bench import plain
from cart.contents import CartContents, CartLine
from catalog import options
from catalog.models.items import Item
from catalog.shelf import groups_of
from flowt.money import quantize
from flowt.tenancy import tenant_context
from orders.errors import CartChanged
from orders.operations.placing import place_order
from orders.requests import Customer, Journey
from tenants.models import Tenant

LINES = 3
COUPON, CODE = "coupon", "DEZ"  # a way of placing, and the code it comes with


class Wish(NamedTuple):
    """One order about to be placed."""

    cart: CartContents
    phone: str
    seen_total: Decimal


class Ways:
    """Sixteen threads use one of these in each of two processes."""

    def __init__(self, schema: str, number: int) -> None:
        self.tenant = Tenant.objects.get(schema_name=schema)
        self.number = number
        self.serial = count()
        with tenant_context(self.tenant):
            self.items = list(Item.objects.values_list("pk", "name", "price", "stock"))
            self.groups = groups_of([item[0] for item in self.items])

    def prepare(self, way: str, thread: int, times: int) -> list[Wish]:
        """Fill carts and look at what they come to, as customers do before they order."""
        rng = Random(f"{way}{self.number}{thread}{next(self.serial)}")
        wishes = []
        for _ in range(times):
            cart, phone = self._cart(rng), f"+55319{rng.randrange(80_000_000, 99_999_999)}"
            seen = sum((self._unit_price(line) for line in cart.lines), Decimal(0))
            if way == COUPON:
                cart, seen = replace(cart, codes=(CODE,)), quantize(seen * Decimal("0.9"))
            wishes.append(Wish(cart, phone, seen))
        return wishes

    def run(self, way: str, wishes: list[Wish], took: list[float]) -> None:
        """Place orders one after the other in this thread; note how long each took."""
        if way == "plain":
            self._run_plain(wishes, took)
            return
        try:
            with tenant_context(self.tenant):
                connection.cursor().close()  # connected, as the other is before its first order
                for wish in wishes:
                    began = time.perf_counter()
                    try:
                        self._place(wish)
                    except CartChanged:  # the coupon was used up
                        continue
                    took.append(time.perf_counter() - began)
        finally:
            connection.close()

    def _place(self, wish: Wish) -> None:
        place_order(
            wish.cart,
            tenant=self.tenant,
            customer=Customer(name="Ana Souza", phone=wish.phone),
            profile="pickup",
            payment_kind="pix",
            key=wish.cart.id,
            seen_total=wish.seen_total,
            journey=Journey(),
        )

    def _unit_price(self, line: CartLine) -> Decimal:
        base = next(item[2] for item in self.items if item[0] == line.item_id)
        selection = options.load_selection(line.selection)
        return options.price(base, selection, self.groups.get(line.item_id, ())).unit_price

    def _cart(self, rng: Random) -> CartContents:
        lines = []
        for item_id, *_ in rng.sample(self.items, LINES):
            chosen = [[group.options[1].id, 1, []] for group in self.groups.get(item_id, ())]
            lines.append(CartLine(key=str(item_id), item_id=item_id, selection=chosen, quantity=1))
        return CartContents(id=uuid4().hex, lines=tuple(lines))

    def _run_plain(self, wishes: list[Wish], took: list[float]) -> None:
        known = {pk: (name, price, stock) for pk, name, price, stock in self.items}
        with plain.connect(self.tenant.schema_name) as database:
            for wish in wishes:
                ids = sorted(line.item_id for line in wish.cart.lines)
                began = time.perf_counter()
                plain.place(
                    database,
                    tenant_id=self.tenant.pk,
                    key=wish.cart.id,
                    phone=wish.phone,
                    ids=ids,
                    known=known,
                )
                took.append(time.perf_counter() - began)
