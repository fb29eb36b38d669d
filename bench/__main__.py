"""Measure every job: `python -m bench`, or only some: `python -m bench warm cold`."""

import os
import sys
import time

from bench.world import running, servers, web

OVER_HTTP = ("warm", "pages-warm", "noisy", "board", "many", "memory")
# What leaves hundreds of tenants behind comes last, `due` before them: it copies the database.
IN_PROCESS = ("cold", "pages-cold", "placing", "coupon", "pricing", "tenant", "migrating")
JOBS = (*IN_PROCESS, "due", "export", *OVER_HTTP)
SHOWN = (
    *("warm", "cold", "pages-warm", "pages-cold", "placing", "coupon", "pricing", "tenant"),
    *("board", "due", "export", "noisy", "migrating", "many", "memory"),
)


def main(names: list[str]) -> int:
    wanted = [name for name in JOBS if not names or name in names]
    if unknown := set(names) - set(JOBS):
        print(f"No such job: {', '.join(sorted(unknown))}. There are: {', '.join(JOBS)}.")
        return 2
    began = time.monotonic()
    with servers() as installation:
        import django
        from django.conf import settings

        settings.ROOT_URLCONF = "bench.urls"
        django.setup()
        lines = measure(installation, wanted)
        from bench import report

        print("\n" + report.write(lines))
        print(f"bench/out/table.md and bench/out/bench.svg ({time.monotonic() - began:.0f} s)")
    return 0


def measure(installation, wanted):
    """Run the jobs one after the other, saying what goes on."""
    from django.core.management import call_command
    from django.db import connections

    from bench.shop import open_shop
    from flowt.supervisor import programs
    from tenants import schemas

    say(f"migrating ({os.cpu_count()} cores)")
    call_command("migrate_schemas", verbosity=0, interactive=False)
    schemas.ensure_template()  # some indexes are not made within the transaction of a new tenant
    shop = open_shop()
    jobs = _jobs(shop, installation)
    found = {name: timed(name, jobs[name]) for name in wanted if name not in OVER_HTTP}
    over_http = [name for name in wanted if name in OVER_HTTP]
    if over_http:
        base = f"http://127.0.0.1:{installation.port}"
        live = f"http://127.0.0.1:{installation.port + 1}/healthz"
        with (
            running(web(installation), f"{base}/bench/ola/", installation.data / "web.log"),
            running(programs.live(installation), live, installation.data / "live.log"),
        ):
            found |= {name: timed(name, jobs[name]) for name in over_http}
    connections.close_all()
    return [found[name] for name in SHOWN if name in found]


def _jobs(shop, installation):
    """What each name stands for: a function that measures it and returns its line."""
    from bench import (
        board,
        coupon,
        due,
        export,
        many,
        menu,
        migrating,
        noisy,
        pages,
        placing,
        pricing,
        tenancy,
    )

    return {
        "tenant": tenancy.new_tenant,
        "migrating": migrating.upgrade,
        "cold": lambda: menu.cold(shop),
        "pages-cold": lambda: pages.cold(shop),
        "export": export.one_tenant,
        "placing": lambda: placing.place(shop),
        "coupon": coupon.place,
        "pricing": lambda: pricing.price_cart(shop),
        "due": lambda: due.queue(installation),
        "warm": lambda: menu.warm(installation.port),
        "pages-warm": lambda: pages.warm(shop, installation.port),
        "noisy": lambda: noisy.menu(installation),
        "board": lambda: board.seen(installation),
        "many": lambda: many.menu(installation),
        "memory": lambda: many.web_memory(installation),
    }


def timed(name, job):
    say(name)
    began = time.monotonic()
    line = job()
    say(f"{name}: {line.ratio or line.ours} ({time.monotonic() - began:.0f} s)")
    return line


def say(text: str) -> None:
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
