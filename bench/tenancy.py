"""A new tenant that serves, against a schema migrated from zero."""

import time
from itertools import count

from django.test import Client

from bench.measures import Line, Spread, by_turns
from tenants import schemas
from tenants.models import PreparedSchema
from tenants.operations import create_tenant

_numbers = count(1)


def new_tenant() -> Line:
    schemas.ensure_template()

    def ours() -> float:
        slug = f"novo-{next(_numbers)}"
        began = time.perf_counter()
        create_tenant(name="Novo", slug=slug)
        response = Client(SERVER_NAME=f"{slug}.localhost").get("/cardapio/")
        took = time.perf_counter() - began
        assert response.status_code == 200, response.status_code
        return took

    def theirs() -> float:
        name = f"from_zero_{next(_numbers)}"
        began = time.perf_counter()
        schemas.migrate_from_zero(name)
        return time.perf_counter() - began

    def with_one_prepared() -> float:
        schemas.prepare_schemas()  # as beat does every few minutes
        return ours()

    ours()
    mine, other = by_turns(with_one_prepared, theirs)
    PreparedSchema.objects.all().delete()
    replayed = Spread.of([ours() for _ in range(5)])
    ratio = Spread.of([b / a for a, b in zip(mine, other, strict=True)])
    slower = Spread.of(other).median / replayed.median
    return Line(
        job="new tenant, its menu answers",
        reference="a schema migrated from zero",
        ours=f"{Spread.of(mine).text()} s",
        theirs=f"{Spread.of(other).text()} s",
        ratio=f"{ratio.text('{:.1f}')} ×",
        target="≥ 10 ×; ≤ 0.5 s",
        share=min(ratio.median / 10, 0.5 / Spread.of(mine).median),
        notes=(f"with no schema prepared ahead: {replayed.text()} s, {slower:.1f} ×",),
    )
