"""The demo's built pages: a welcome page and a campaign each, made from the ready ones."""

from typing import Any

from catalog.models.items import ItemPicture
from storefront.builder import templates
from storefront.builder.models import PagePicture
from storefront.builder.operations.drafts import create_page
from storefront.builder.operations.versions import publish_page
from tenants.models import Tenant

LIBRARY = 8  # pictures to choose from in the editor
CAMPAIGNS: dict[str, tuple[str, str, str]] = {
    # niche: ready page, name, address
    Tenant.Niche.RESTAURANT: ("restaurante-noite", "Noite especial", "noite-especial"),
    Tenant.Niche.DISTRIBUTOR: ("distribuidora-atacado", "Conta de atacado", "atacado"),
    Tenant.Niche.SERVICES: ("servicos-avaliacao", "Primeira avaliação", "primeira-avaliacao"),
    Tenant.Niche.UTILITY: ("utilidade-economia", "Simule sua economia", "economia"),
}
WELCOMES: dict[str, str] = {
    Tenant.Niche.RESTAURANT: "restaurante-boas-vindas",
    Tenant.Niche.DISTRIBUTOR: "distribuidora-boas-vindas",
    Tenant.Niche.SERVICES: "servicos-boas-vindas",
    Tenant.Niche.UTILITY: "utilidade-boas-vindas",
}


def make_pages(tenant: Tenant, *, actor: Any) -> int:
    """Publish the bound tenant's pages. Returns how many it has."""
    fill_library()
    key, name, slug = CAMPAIGNS[tenant.niche]
    _publish(key, name, slug, actor)
    _publish(WELCOMES[tenant.niche], "Boas-vindas", "", actor)
    return 2


def fill_library() -> None:
    """Let the editor offer some of the menu's own drawings."""
    names = ("file", "is_drawing", "widths", "width", "height", "alt")
    rows = ItemPicture.objects.order_by("-item__is_highlight", "item_id").values(*names)[:LIBRARY]
    PagePicture.objects.bulk_create([PagePicture(**row) for row in rows], ignore_conflicts=True)


def _publish(key: str, name: str, slug: str, actor: Any) -> None:
    ready = templates.get(key)
    page = create_page(
        name=name,
        slug=slug,
        kind=ready.kind,
        goal=ready.goal,
        content=templates.content(ready),
        actor=actor,
    )
    publish_page(page, actor=actor)
