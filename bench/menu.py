"""The menu: warm from memory against a bare view, and cold against a hand-written ORM view."""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.load import Result, measure
from bench.measures import Line, Spread, by_turns
from bench.shop import ITEMS, SLUG, price_changer
from tenants.models import Tenant

CONNECTIONS = 16
SECONDS = 2.5
COLD_PAGES = 25


def warm(port: int) -> Line:
    """Requests a second over HTTP, whole pages from memory."""

    def run(host: str, path: str) -> Result:
        return measure(host, port, path, connections=CONNECTIONS, seconds=SECONDS)

    def ours() -> Result:
        return run(f"{SLUG}.localhost", "/cardapio/")

    def theirs() -> Result:
        return run("localhost", "/bench/ola/")

    ours(), theirs()
    mine, other = by_turns(ours, theirs)
    speeds = Spread.of([a.per_second / b.per_second for a, b in zip(mine, other, strict=True)])
    tails = Spread.of([a.p99_ms / b.p99_ms for a, b in zip(mine, other, strict=True)])
    errors = sum(result.errors for result in (*mine, *other))
    return Line(
        job=f"menu page of {ITEMS} items, warm",
        reference="bare “hello” view, same server",
        ours=_speed(mine),
        theirs=_speed(other),
        ratio=f"{speeds.text()} ×; p99 {tails.text()} ×",
        target="≥ 0.6 ×; p99 ≤ 2 ×",
        share=0.0 if errors else min(speeds.median / 0.6, 2 / tails.median),
        notes=(f"{errors} answers were not 200",) if errors else (),
    )


def _speed(results: list[Result]) -> str:
    rate = Spread.of([result.per_second for result in results])
    tail = Spread.of([result.p99_ms for result in results])
    return f"{rate.median:,.0f}/s, p99 {tail.median:.1f} ms"


def cold(tenant: Tenant) -> Line:
    """Pages a second right after a price change, through the whole stack, in one thread."""
    client = Client(SERVER_NAME=f"{SLUG}.localhost")
    change_price = price_changer(tenant, 21)

    def pages_per_second(path: str) -> float:
        spent = 0.0
        for _ in range(COLD_PAGES):
            price = change_price()
            began = time.perf_counter()
            response = client.get(path, headers={"Accept-Encoding": "br"})
            spent += time.perf_counter() - began
            assert response.status_code == 200, response.status_code
            assert f"R$ {price},00" in _text(response).replace("\xa0", " ")
        return COLD_PAGES / spent

    def ours() -> float:
        return pages_per_second("/cardapio/")

    def theirs() -> float:
        return pages_per_second("/bench/cardapio/")

    ours(), theirs()
    mine, other = by_turns(ours, theirs)
    change_price()
    with CaptureQueriesContext(connection) as queries:
        client.get("/cardapio/")
    ratio = Spread.of([a / b for a, b in zip(mine, other, strict=True)])
    return Line(
        job="the same, cold (after a price change)",
        reference="hand-written ORM view, prefetch_related",
        ours=f"{Spread.of(mine).median:.0f}/s, {len(queries)} queries",
        theirs=f"{Spread.of(other).median:.0f}/s",
        ratio=f"{ratio.text()} ×",
        target="≥ 1 ×; ≤ 8 queries",
        share=min(ratio.median, 8 / max(len(queries), 1)),
        notes=tuple(query["sql"][:160] for query in queries) if len(queries) > 8 else (),
    )


def _text(response) -> str:
    import brotli

    if response.headers.get("Content-Encoding") == "br":
        return brotli.decompress(response.content).decode()
    return response.text
