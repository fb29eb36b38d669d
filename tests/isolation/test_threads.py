"""Sixteen threads go back and forth between two tenants, over four database connections, while
things break; and nobody ever reads the other's word."""

import json
import os
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from tests.isolation.breaking import MISHAPS
from tests.isolation.browsing import Answer, Person
from tests.isolation.serving import granian
from tests.isolation.world import DISHES, Shop, furnish

THREADS, CONNECTIONS = 16, 4
SECONDS = float(os.environ.get("FLOWT_ISOLATION_SECONDS", "6"))
BROKEN = 0.05  # of the requests
PUBLIC = (
    *("/", "/cardapio/", *(f"/cardapio/prato-{number}/" for number in range(1, DISHES + 1))),
    *("/tema.css", "/manifest.webmanifest", "/icone.svg", "/robots.txt", "/termos/"),
    *("/privacidade/", "/carrinho/", "/media/{picture}", "/pedido/{order}/", "/nada/"),
    *("/pedido/{order}/recibo.pdf", "/pedido/{order}/ao-vivo/", "/q/mesa1234"),
)
CONSOLE = (
    *("/painel/", "/painel/pedidos/", "/painel/pedidos/lista/", "/painel/pedidos/lista/exportar/"),
    *("/painel/pedidos/900001/", "/painel/pedidos/900002/cupom/", "/painel/pagamentos/"),
    *("/painel/catalogo/", "/painel/catalogo/grupos/", "/painel/catalogo/exportar.csv"),
    *("/painel/catalogo/exportar.json", "/painel/equipe/", "/painel/auditoria/", "/painel/qr/"),
    *("/painel/qr/folha.pdf", "/painel/configuracoes/", "/painel/configuracoes/enderecos/"),
)
SAYS_ITS_WORD = (
    "/cardapio/",
    "/media/{picture}",
    "/pedido/{order}/recibo.pdf",
    "/painel/",
    *CONSOLE,
)


@pytest.fixture
def shops(pair, django_db_blocker):
    with django_db_blocker.unblock():
        made = [furnish(tenant, tenant.slug.partition("-")[0]) for tenant in pair]
        yield made


@pytest.mark.slow
def test_sixteen_threads_between_two_tenants(shops, tmp_path):
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.isolation.settings",
        "FLOWT_DB_POOL_MAX": str(CONNECTIONS),
        "FLOWT_DB_POOL_TIMEOUT_SECONDS": "60",  # to wait for one is no fault here
    }
    with granian(tmp_path, **settings) as served:
        walks = Walks(served.port, shops)
        with ThreadPoolExecutor(THREADS) as pool:
            for done in [pool.submit(walks.walk, number) for number in range(THREADS)]:
                done.result()

    assert walks.leaks == []
    assert leaks_in(served.log.read_text(), shops) == []
    assert {path for path, status in walks.seen if status < 400} >= {*CONSOLE, *PUBLIC} - {"/nada/"}
    assert walks.seen["order", 302] >= 2 * len(shops)  # into the cart, and placed
    assert set(walks.broken) == set(MISHAPS)
    print(f"\n{walks.seen.total()} requests, {walks.statements} statements checked, {walks.broken}")


def test_the_watch_sees_a_planted_leak(shops, tmp_path):
    """django-tenants' own connection serves the other's dish after a swallowed error."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.isolation.settings",
        "FLOWT_TEST_ENGINE": "django_tenants.postgresql_backend",
    }
    first, second = shops
    with granian(tmp_path, threads=2, **settings) as served:
        walks = Walks(served.port, shops)
        person = Person(served.port)
        walks.step(person, first, second, "/cardapio/prato-1/", "swallow")
        person.close()

    assert any(second.word in leak for leak in walks.leaks)
    assert any("wrong_schema" in line for line in leaks_in(served.log.read_text(), shops))


class Walks:
    """What the threads do and see, counted together."""

    def __init__(self, port: int, shops: list[Shop]) -> None:
        self.port, self.shops = port, shops
        self.until = time.monotonic() + SECONDS
        self.lock = threading.Lock()
        self.seen: Counter[tuple[str, int]] = Counter()
        self.broken: Counter[str] = Counter()
        self.leaks: list[str] = []
        self.statements = 0

    def walk(self, number: int) -> None:
        """Take one path after another, each in the other shop than the one before, until the time
        is up; but each thread its share of all paths once."""
        dice, person = random.Random(number), Person(self.port)
        for shop in self.shops:
            person.cookies[shop.host] = {"flowt_session": shop.owner_cookie}
        paths = [*PUBLIC, *CONSOLE]
        mine = [path for place, path in enumerate(paths) if place % THREADS == number]
        turns = cycle(zip(self.shops, reversed(self.shops), strict=True))
        mishaps = [list(MISHAPS)[number % len(MISHAPS)]] * bool(mine)  # each of them at least once
        orders = 1
        while mine or time.monotonic() < self.until:
            shop, other = next(turns)
            path = mine.pop() if mine else dice.choice(paths)
            for here, there in ((shop, other), (other, shop)):
                mishap = dice.choice(list(MISHAPS)) if dice.random() < BROKEN else ""
                self.step(person, here, there, path, mishaps.pop() if mishaps else mishap)
            if orders or dice.random() < 0.05:
                orders = 0
                customer = Person(self.port, wire=person.wire)
                for answer in customer.order(shop, {}):
                    self.look(answer, shop, other, "order")
                person.wire = customer.wire
        person.close()

    def step(self, person: Person, shop: Shop, other: Shop, path: str, mishap: str) -> None:
        schema = other.tenant.schema_name
        headers = {"X-Test-Break": mishap, "X-Test-Other": schema} if mishap else {}
        filled = path.format(picture=shop.picture, order=shop.orders[0])
        answer = person.ask(shop, filled, headers=headers)
        self.look(answer, shop, other, path, mishap)
        if "{" in path:  # and what is the other's own leads nowhere here
            theirs = path.format(picture=other.picture, order=other.orders[0])
            refused = person.ask(shop, theirs)
            self.look(refused, shop, other, path)
            if refused.status != 404:
                self.leaks.append(f"{theirs} of {other.word} at {shop.word}: {refused.status}")

    def look(self, answer: Answer, shop: Shop, other: Shop, path: str, mishap: str = "") -> None:
        """Note what was seen, and every foreign word; or its own that is missing."""
        text = f"{answer.headers}\n{answer.text}".lower()
        ran = re.search(r"x-test-statements: (\d+)", text)
        with self.lock:
            self.seen[path, answer.status] += 1
            self.statements += int(ran[1]) if ran else 0
            if mishap:
                self.broken[mishap] += 1
        if other.word in text:
            at = text.index(other.word)
            self.leaks.append(f"{path} at {shop.word}: …{text[max(0, at - 80) : at + 40]}…")
        if answer.status == 200 and path in SAYS_ITS_WORD and shop.word not in text:
            self.leaks.append(f"{path} at {shop.word}: nothing of its own")
        if answer.status >= 500 and not mishap.startswith("error"):
            self.leaks.append(f"{path} at {shop.word} {mishap}: {answer.status}")


def leaks_in(log: str, shops: list[Shop]) -> list[str]:
    """Return lines of one tenant with the other's word, and those of statements gone astray."""
    lines = [json.loads(line) for line in log.lower().splitlines() if line.startswith("{")]
    wrong = [str(line) for line in lines if "wrong" in str(line)]
    for line in lines:
        line.pop("path", None)  # what a client asked for
        for shop, other in (shops, shops[::-1]):
            if shop.word in line.get("tenant", "") and other.word in str(line):
                wrong.append(str(line))
    assert [line for line in lines if "tenant" in line]
    return wrong
