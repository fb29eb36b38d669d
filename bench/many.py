"""What many tenants cost where they meet: the menu's slowest answers, and memory."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from django.db import connection

from bench import crowd
from bench.load import Result, measure
from bench.measures import Line, Spread, by_turns

PATH, HOST = "/cardapio/", "multidao-{}.localhost"
FEW, MIDDLE = 10, 500
CONNECTIONS, SECONDS, ROUNDS = 16, 4.0, 5
PASSES = 12  # over all hosts, until every web process has made nearly every page
EARLY, LATE = 1_000, 100_000  # requests
MEGABYTE = 1024 * 1024


def menu(installation) -> Line:
    """The menus of few tenants, then of all, each page made once before it is timed."""
    count = len(crowd.gather(crowd.size()))

    def run(hosts: int) -> Result:
        return measure(
            HOST, installation.port, PATH, connections=CONNECTIONS, seconds=SECONDS, hosts=hosts
        )

    _ask_all(installation.port, FEW)
    few_memory = _backend_megabytes()
    _ask_all(installation.port, count)
    many_memory = _backend_megabytes()
    many, few = by_turns(lambda: run(count), lambda: run(FEW), rounds=ROUNDS)
    tails = Spread.of([a.p99_ms / b.p99_ms for a, b in zip(many, few, strict=True)])
    memory = many_memory / few_memory
    errors = sum(result.errors for result in (*many, *few))
    return Line(
        job=f"menus of {count:,} tenants",
        reference=f"of {FEW} tenants",
        ours=_words(many, many_memory),
        theirs=_words(few, few_memory),
        ratio=f"p99 {tails.text()} ×; memory {memory:.2f} ×",
        target="≤ 1.3 × each",
        share=0.0 if errors else min(1.3 / tails.median, 1.3 / memory),
        notes=(f"{errors} answers were not 200",) if errors else (),
    )


def _words(results: list[Result], megabytes: float) -> str:
    tail = Spread.of([result.p99_ms for result in results])
    return f"p99 {tail.median:.1f} ms, {megabytes:.1f} MB a connection"


def web_memory(installation) -> Line:
    """The web's own memory while it answers for many tenants for a long time."""
    hosts = min(MIDDLE, len(crowd.gather(crowd.size())))
    seen = _ask(installation.port, hosts, EARLY)
    early = _web_megabytes(installation.port)
    while seen < LATE:
        result = measure(
            HOST, installation.port, PATH, connections=CONNECTIONS, seconds=10, hosts=hosts
        )
        assert not result.errors, f"{result.errors} answers were not 200"
        seen += int(result.per_second * 10)
    late = _web_megabytes(installation.port)
    return Line(
        job=f"memory of web after {LATE:,} requests over {hosts} tenants",
        reference=f"after {EARLY:,}",
        ours=f"{late:.0f} MB",
        theirs=f"{early:.0f} MB",
        ratio=f"{late / early:.2f} ×",
        target="≤ 1.2 ×",
        share=1.2 / (late / early),
    )


def _ask_all(port: int, hosts: int) -> None:
    """Have each page made by every web process: they share the requests by chance."""
    for _ in range(PASSES):
        _ask(port, hosts, hosts)


def _ask(port: int, hosts: int, requests: int) -> int:
    """Ask on new connections, so that every process gets its share."""
    for first in range(0, requests, 20):
        browser = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for number in range(first, min(first + 20, requests)):
            host = f"{HOST.format(number % hosts)}:{port}"
            browser.request("GET", PATH, headers={"Host": host, "Accept-Encoding": "br"})
            answer = browser.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
        browser.close()
    return requests


def _backend_megabytes() -> float:
    """The memory that is a PostgreSQL backend's alone, on average over web's connections.

    Not `uss`: that counts each shared buffer which nobody else has looked at yet.
    """
    time.sleep(0.5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE application_name = 'flowt' AND pid <> pg_backend_pid()"
        )
        sizes = [_anonymous_kilobytes(pid) for (pid,) in cursor.fetchall()]
    return sum(sizes) / len(sizes) / 1024


def _anonymous_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def _web_megabytes(port: int) -> float:
    """The memory that is the web processes' alone."""
    return sum(one.memory_full_info().uss for one in _family(port)) / MEGABYTE


def _family(port: int) -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "bench.wsgi:application" in words and str(port) in words:
            yield process
            yield from process.children(recursive=True)
            return
