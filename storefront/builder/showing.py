"""A page's content, made ready for its template: for visitors, and for the preview."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from flowt.richtext import plain
from storefront import blocks, og, seo
from storefront.builder.models import Page, PageVersion
from storefront.builder.scene import Scene


def scene_of(
    request: HttpRequest,
    page: Page,
    stored: list[dict[str, Any]],
    now: datetime,
    *,
    is_preview: bool = False,
) -> Scene:
    tenant = request.tenant  # type: ignore[attr-defined]
    return Scene(request, tenant, page, stored, now, is_preview=is_preview)


def context_of(scene: Scene, content: Page | PageVersion) -> dict[str, Any]:
    """Return what `storefront/page.html` needs."""
    drawn = blocks.draw(scene.stored, scene)
    return {
        "page": scene.page,
        "blocks": drawn,
        # The first opening bears the page's one h1, wherever it stands.
        "titled": next((block.key for block in drawn if block.kind == "hero"), ""),
        "is_preview": scene.is_preview,
        "meta": _meta(scene, content),
    }


def card_of(tenant: Any, content: Page | PageVersion) -> og.Card:
    """Return the picture of a page's link."""
    return og.Card.of(tenant, title_of(content), _first_words(content))


def title_of(content: Page | PageVersion) -> str:
    """Return the page's title; without one, that of its first block that has one."""
    titles = (str(row.get("settings", {}).get("title") or "") for row in content.blocks)
    return content.title or next((title for title in titles if title), "")


def description_of(content: Page | PageVersion, *, most: int = 160) -> str:
    return content.description or _first_words(content)[:most]


def _first_words(content: Page | PageVersion) -> str:
    for row in content.blocks:
        settings = row.get("settings", {})
        for name in ("text", "body"):
            value = settings.get(name)
            if isinstance(value, str | Promise) and value:
                return plain(str(value))
    return ""


def _meta(scene: Scene, content: Page | PageVersion) -> seo.Meta:
    title = title_of(content) or scene.tenant.name
    path = scene.page.get_absolute_url()
    data = [
        *blocks.schemas(scene.stored, scene),
        seo.crumbs(scene.request, (title, path)),
        seo.store_data(scene.request),
    ]
    return seo.meta(
        scene.request,
        path=path,
        title=title,
        description=description_of(content),
        picture=("pagina", scene.page.slug, card_of(scene.tenant, content)),
        data=data,
    )
