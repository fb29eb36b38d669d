"""Two businesses with content: every text, name and file of each holds its own word."""

from dataclasses import dataclass
from datetime import time

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Membership, User
from flowt.tenancy import public_schema, tenant_context
from payments.models import GatewayAccount
from tenants.models import OpeningRange, OrderProfile, Tenant
from tenants.operations import touch_tenant
from tests.conftest import TenantClient, host_of, sign_in
from tests.factories import make_category, make_group, make_item, make_order
from tracking.models import QrCode

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
DISHES = 4


@dataclass(frozen=True)
class Shop:
    """A tenant as the threads meet it. `word` is in all that is its own, in lower case."""

    tenant: Tenant
    word: str
    host: str
    owner_cookie: str
    picture: str
    orders: tuple[str, ...]  # addresses of orders that stand


def furnish(tenant: Tenant, word: str) -> Shop:
    """Fill a tenant's shop, and sign its owner in."""
    Word = word.title()
    with public_schema():
        tenant.name, tenant.tagline = f"Casa {Word}", f"A {word} de sempre"
        tenant.legal_name, tenant.footer_text = f"{Word} Ltda", f"Desde 1990, {word}"
        tenant.email, tenant.street, tenant.city = f"oi@{word}.example", f"Rua {Word}", Word
        tenant.logo = f"logo-{word}.svg"
        tenant.save()
        OpeningRange.objects.bulk_create(
            OpeningRange(tenant=tenant, weekday=day, opens=time(0), closes=time(0))
            for day in range(7)
        )
        OrderProfile.objects.filter(tenant=tenant).update(is_enabled=True)
        touch_tenant(tenant)
        user = User.objects.create_user(f"dona@{word}.example", name=f"Dona {Word}")
        Membership.objects.create(user=user, tenant=tenant, role="owner")
    with tenant_context(tenant):
        orders = _fill(word, Word)
        default_storage.save(tenant.logo, ContentFile(SVG.format(word).encode()))
    browser = sign_in(TenantClient(SERVER_NAME=host_of(tenant)), user, tenant.schema_name)
    cookie = browser.cookies["flowt_session"].value
    return Shop(tenant, word, host_of(tenant), cookie, tenant.logo, orders)


def _fill(word: str, Word: str) -> tuple[str, ...]:
    """Equal slugs, codes and numbers in both tenants: only the schema tells them apart."""
    category = make_category(f"Pratos {Word}", slug="pratos", description=f"Os {word}")
    for number in range(1, DISHES + 1):
        dish = make_item(
            f"Prato {Word} {number}",
            slug=f"prato-{number}",
            category=category,
            description=f"Feito com {word}",
            sku=f"{Word}-{number}",
        )
    make_group(
        f"Tamanho {Word}", item=dish, options={f"Grande {word}": "3", f"Pequeno {word}": "0"}
    )
    QrCode.objects.create(code="mesa1234", kind="menu", label=f"Mesa {Word}")
    pix = {"key": f"caixa@{word}.example", "key_kind": "email", "receiver": Word, "city": Word}
    pix["profiles"] = ["delivery", "pickup", "table"]
    GatewayAccount.objects.create(kind="pix", is_enabled=True, settings=pix)
    made = [
        make_order(number=900_001 + place, customer_name=f"Cliente {Word}", notes=f"Sem {word}")
        for place in range(3)
    ]
    for order in made:
        order.lines.update(name=f"Prato {Word}", notes=f"com {word}")
    return tuple(order.token for order in made)
