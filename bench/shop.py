"""A tenant to measure on: sixty items with options, pictures and stock, always open."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from itertools import count

from django.db import transaction

from accounts.models import Membership, User
from accounts.roles import Role
from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, ItemPicture
from catalog.models.options import Option, OptionGroup
from catalog.operations.items import update_item
from catalog.operations.menu import bump_menu
from flowt.tenancy import tenant_context
from payments.models import GatewayAccount
from tenants.models import OpeningRange, OrderProfile, Tenant
from tenants.operations import create_tenant, touch_tenant

SLUG = "balcao"  # its menu is looked at and ordered from
BOARD = "quadro"  # its board is watched
CATEGORIES = (
    "Entradas",
    "Pizzas",
    "Massas",
    "Carnes",
    "Saladas",
    "Sobremesas",
    "Bebidas",
    "Vinhos",
)
ITEMS = 60
STOCK = 10_000_000


def price_changer(tenant: Tenant, first: int) -> Callable[[], int]:
    """Return what makes every page of the shop old: it gives a dish the next price, and says it."""
    prices = count(first)

    def change() -> int:
        price = next(prices)
        with tenant_context(tenant):
            item = Item.objects.get(slug="prato-1")
            update_item(item, actor=None, price=Decimal(price))
        return price

    return change


@transaction.atomic
def open_shop(slug: str = SLUG) -> Tenant:
    """Make the tenant, with somebody who looks at its board."""
    tenant = create_tenant(name="Balcão da Bancada", slug=slug, city="Belo Horizonte", state="MG")
    OpeningRange.objects.bulk_create(
        OpeningRange(tenant=tenant, weekday=day, opens=time(0), closes=time(0)) for day in range(7)
    )
    OrderProfile.objects.filter(tenant=tenant).update(is_enabled=True)
    touch_tenant(tenant)
    user = User.objects.create_user(f"{slug}@bench.example", name="Cozinha")
    Membership.objects.create(user=user, tenant=tenant, role=Role.OWNER)
    with tenant_context(tenant):
        settings = {
            "key": "caixa@bench.example",
            "key_kind": "email",
            "receiver": "Balcao",
            "city": "Belo Horizonte",
            "profiles": list(OrderProfile.Kind.values),
        }
        GatewayAccount.objects.create(kind="pix", is_enabled=True, settings=settings)
        _fill()
    return tenant


def _fill() -> None:
    groups = [_group("Tamanho", 1, 1), _group("Ponto", 1, 1), _group("Adicionais", 0, 4)]
    for index, name in enumerate(CATEGORIES):
        about = "Feito na hora."
        Category.objects.create(name=name, slug=f"c-{index}", position=index, description=about)
    categories = list(Category.objects.all())
    items = Item.objects.bulk_create(
        Item(
            category=categories[number * len(categories) // ITEMS],
            name=f"Prato número {number + 1}",
            slug=f"prato-{number + 1}",
            description="Molho de tomate cozido por quatro horas, manjericão e azeite extravirgem.",
            price=Decimal(20 + number),
            position=number,
            diets=["vegetarian"] if number % 3 == 0 else [],
            is_highlight=number % 12 == 0,
            stock=STOCK if number % 2 == 0 else None,
            sold_count=500 - number,
        )
        for number in range(ITEMS)
    )
    ItemOptionGroup.objects.bulk_create(
        ItemOptionGroup(item=item, group=groups[number % 3], position=0)
        for number, item in enumerate(items)
        if number % 2
    )
    ItemPicture.objects.bulk_create(
        ItemPicture(
            item=item, file=f"{item.pk:024x}", is_drawing=True, width=800, height=600, alt=item.name
        )
        for item in items
    )
    bump_menu()


def _group(name: str, minimum: int, maximum: int) -> OptionGroup:
    group = OptionGroup.objects.create(name=name, minimum=minimum, maximum=maximum)
    Option.objects.bulk_create(
        Option(group=group, name=f"{name} {number}", price=Decimal(number * 4), position=number)
        for number in range(4)
    )
    return group
