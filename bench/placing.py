"""Placing orders from sixteen clients, against one transaction of the same rows in plain SQL."""

import multiprocessing
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from bench.measures import Line, Spread, by_turns, percentile

PROCESSES, THREADS = 2, 8  # sixteen clients, as two web processes have them
ORDERS_EACH = 20


@dataclass(frozen=True)
class Round:
    per_second: float
    p99_ms: float
    count: int = 0


@contextmanager
def clients(tenant):
    """Yield what has sixteen clients place orders one way, and says how fast they were."""
    context = multiprocessing.get_context("spawn")
    pipes, workers = [], []
    for number in range(PROCESSES):
        mine, theirs = context.Pipe()
        worker = context.Process(
            target=work, args=(theirs, tenant.schema_name, number), daemon=True
        )
        worker.start()
        pipes.append(mine)
        workers.append(worker)
    for pipe in pipes:
        assert pipe.recv() == "ready"

    def run(way: str, *, may_refuse: bool = False) -> Round:
        for pipe in pipes:
            pipe.send(way)
        for pipe in pipes:
            assert pipe.recv() == "prepared"
        began = time.perf_counter()
        for pipe in pipes:
            pipe.send("go")
        took = [seconds for pipe in pipes for seconds in pipe.recv()]
        seconds = time.perf_counter() - began
        if len(took) < PROCESSES * THREADS * ORDERS_EACH and not may_refuse:
            raise RuntimeError(f"some orders were not placed ({way}); the lines above say why")
        return Round(len(took) / seconds, percentile(took, 0.99) * 1000, len(took))

    yield run
    for pipe, worker in zip(pipes, workers, strict=True):
        pipe.send("stop")
        worker.join(10)


def place(tenant) -> Line:
    """Both ways run in the same worker processes, by turns."""
    with clients(tenant) as run:
        run("flowt"), run("plain")
        mine, other = by_turns(lambda: run("flowt"), lambda: run("plain"))
    ratio = Spread.of([a.per_second / b.per_second for a, b in zip(mine, other, strict=True)])
    tail = Spread.of([one.p99_ms for one in mine])
    return Line(
        job=f"placing an order, {PROCESSES * THREADS} clients",
        reference="the same rows and locks in plain psycopg",
        ours=speed(mine),
        theirs=speed(other),
        ratio=f"{ratio.text()} ×; p99 {tail.text('{:.0f}')} ms",
        target="≥ 0.5 ×; p99 ≤ 100 ms",
        share=min(ratio.median / 0.5, 100 / tail.median),
    )


def speed(rounds: list[Round]) -> str:
    rate = Spread.of([one.per_second for one in rounds])
    tail = Spread.of([one.p99_ms for one in rounds])
    return f"{rate.median:.0f}/s, p99 {tail.median:.0f} ms"


def work(pipe, schema: str, number: int) -> None:
    """One worker process: eight threads that place orders when told to."""
    import django

    django.setup()
    from bench.placing_ways import Ways
    from flowt import heap

    ways = Ways(schema, number)
    heap.settle()  # as every web process does
    pipe.send("ready")
    while (way := pipe.recv()) != "stop":
        took: list[float] = []
        wishes = [ways.prepare(way, index, ORDERS_EACH) for index in range(THREADS)]
        threads = [threading.Thread(target=ways.run, args=(way, some, took)) for some in wishes]
        pipe.send("prepared")
        pipe.recv()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pipe.send(took)
