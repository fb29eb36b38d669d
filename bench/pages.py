"""Built pages and the full catalogue: warm from memory, and cold after a price change."""

import time
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.load import Result, measure
from bench.measures import Line, Spread, by_turns
from bench.menu import CONNECTIONS, SECONDS
from bench.shop import SLUG, price_changer
from flowt.tenancy import tenant_context
from storefront.builder import templates
from storefront.builder.models import Page
from storefront.builder.operations.drafts import create_page
from storefront.builder.operations.versions import publish_page
from tenants.models import Tenant

PATHS = ("/p/campanha/", "/boas-vindas/", "/catalogo/")
READY = (("restaurante-noite", "campanha"), ("restaurante-boas-vindas", ""))
COLD_ROUNDS = 8


def publish(tenant: Tenant) -> None:
    """Give the shop a campaign page and a welcome page, unless it has them."""
    with tenant_context(tenant):
        if Page.objects.exists():
            return
        for key, slug in READY:
            ready = templates.get(key)
            content = templates.content(ready)
            page = create_page(
                name=ready.name,
                slug=slug,
                kind=ready.kind,
                goal=ready.goal,
                content=content,
                actor=None,
            )
            publish_page(page, actor=None)


def warm(tenant: Tenant, port: int) -> Line:
    """Requests a second over HTTP, the slowest of the three pages, against the bare view."""
    publish(tenant)

    def run(host: str, path: str) -> Result:
        return measure(host, port, path, connections=CONNECTIONS, seconds=SECONDS)

    def ours() -> Result:
        found = [run(f"{SLUG}.localhost", path) for path in PATHS]
        return min(found, key=lambda result: result.per_second)

    def theirs() -> Result:
        return run("localhost", "/bench/ola/")

    ours(), theirs()
    mine, other = by_turns(ours, theirs)
    speeds = Spread.of([a.per_second / b.per_second for a, b in zip(mine, other, strict=True)])
    tails = Spread.of([a.p99_ms / b.p99_ms for a, b in zip(mine, other, strict=True)])
    errors = sum(result.errors for result in (*mine, *other))
    return Line(
        job="landing, welcome and catalog pages, warm (the slowest)",
        reference="bare “hello” view, same server",
        ours=f"{Spread.of([result.per_second for result in mine]).median:,.0f}/s",
        theirs=f"{Spread.of([result.per_second for result in other]).median:,.0f}/s",
        ratio=f"{speeds.text()} ×; p99 {tails.text()} ×",
        target="≥ 0.6 ×; p99 ≤ 2 ×",
        share=0.0 if errors else min(speeds.median / 0.6, 2 / tails.median),
        notes=(f"{errors} answers were not 200",) if errors else (),
    )


def cold(tenant: Tenant) -> Line:
    """Pages a second right after a price change, against the hand-written menu of the ORM."""
    publish(tenant)
    client = Client(SERVER_NAME=f"{SLUG}.localhost")
    change_price = price_changer(tenant, 41)

    def pages_per_second(paths: tuple[str, ...]) -> float:
        spent = 0.0
        for _ in range(COLD_ROUNDS):
            for path in paths:
                change_price()
                began = time.perf_counter()
                response = client.get(path, headers={"Accept-Encoding": "br"})
                spent += time.perf_counter() - began
                assert response.status_code == 200, (path, response.status_code)
        return COLD_ROUNDS * len(paths) / spent

    ours = partial(pages_per_second, PATHS)
    theirs = partial(pages_per_second, ("/bench/cardapio/",) * len(PATHS))

    def queries(path: str) -> str:
        change_price()
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return str(len(found))

    ours(), theirs()
    mine, other = by_turns(ours, theirs)
    ratio = Spread.of([a / b for a, b in zip(mine, other, strict=True)])
    return Line(
        job="the same, cold (after a price change)",
        reference="hand-written ORM menu, prefetch_related",
        ours=f"{Spread.of(mine).median:.0f}/s, {' / '.join(map(queries, PATHS))} queries",
        theirs=f"{Spread.of(other).median:.0f}/s",
        ratio=f"{ratio.text()} ×",
        target="≥ 1 ×",
        share=ratio.median,
    )
