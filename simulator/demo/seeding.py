"""The whole demo: four businesses, the people who run them, and what happened so far."""

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from accounts.models import User
from catalog.models.items import Item
from flowt.tenancy import public_schema, tenant_context
from orders.operations.pairing import recount_pairs
from simulator.demo import users
from simulator.demo.businesses import make_tenant
from simulator.demo.content import SLUGS
from simulator.demo.history import History
from simulator.demo.mail import connect_post
from simulator.demo.offers import write_offers
from simulator.demo.pages import make_pages
from simulator.demo.sets import fill_combos
from simulator.demo.shelves import fill_catalogue
from simulator.demo.tables import take_a_table
from tenants import schemas
from tenants.models import Tenant

Say = Callable[[str], None]


def seed(say: Say) -> None:
    """Make what is missing of the demo. A tenant that exists is left as it is.

    Each tenant comes with one transaction, so a run that was cut off is simply run again.
    """
    with public_schema():
        team, missing = users.make_users()
        if missing:
            say(f"{missing} people who sign in")
        present = set(Tenant.objects.filter(slug__in=SLUGS).values_list("slug", flat=True))
        if present == set(SLUGS):
            say("the demo is there already")
            return
        schemas.ensure_template()
        for slug in SLUGS:
            if slug not in present:
                _seed_tenant(slug, team, say)


def _seed_tenant(slug: str, team: dict[str, User], say: Say) -> None:
    began = time.monotonic()
    with transaction.atomic():
        tenant = make_tenant(slug, actor=team[users.OWNER])
        users.join(tenant, team)
        with tenant_context(tenant):
            items = fill_catalogue(slug)
            make_pages(tenant, actor=team[users.OWNER])
            combos = fill_combos(slug)
            say(f"{tenant.name}: {items} items with their pictures, {combos} combos")
            hands = {email: team[email] for email in (users.OWNER, *_hands(slug))}
            history = History(tenant, hands, timezone.now())
            orders = history.write()
            _count_sold(history.sold)
            recount_pairs()
            take_a_table(tenant)
            offers = write_offers(slug, actor=team[users.OWNER])
            say(f"{tenant.name}: {offers} offers with their coupons")
    with tenant_context(tenant):
        connect_post(tenant)
    say(f"{tenant.name}: {orders} orders of sixty days ({time.monotonic() - began:.1f} s)")


def _hands(slug: str) -> tuple[str, ...]:
    """Who accepts orders."""
    return ("atendente@plataforma.com", "supervisor@plataforma.com") if slug == "cantina" else ()


def _count_sold(sold: dict[int, int]) -> None:
    counts = Case(
        *(When(pk=pk, then=Value(units)) for pk, units in sold.items()),
        output_field=IntegerField(),
    )
    Item.objects.filter(pk__in=sold).update(sold_count=counts)
