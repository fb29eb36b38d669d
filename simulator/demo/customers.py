"""Who orders, and from where: invented people and companies of the business's own city."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from validate_docbr import CNPJ

from flowt.crypto import blind_index
from orders.requests import Address
from people.models import Person
from people.operations import DOCUMENT_PURPOSE


@dataclass(frozen=True)
class Customer:
    """A person with a telephone, and the address they have things brought to."""

    person: Person
    address: Address | None


@cache
def book() -> dict[str, Any]:
    path = Path(__file__).parent / "content" / "people.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def make_name(rng: Random) -> str:
    words = book()
    return f"{rng.choice(words['first_names'])} {rng.choice(words['surnames'])}"


def make_customers(slug: str, rng: Random, count: int) -> list[Customer]:
    """Make and store `count` customers, each with a telephone of their own."""
    place = book()[slug]
    companies = place.get("companies", [])
    numbers = rng.sample(range(10_000_000, 99_999_999), count)
    people = []
    for index in range(count):
        person = Person(name=make_name(rng), phone=f"+55{place['ddd']}9{numbers[index]}")
        if companies:
            person.kind = Person.Kind.COMPANY
            person.name = companies[index % len(companies)]
            person.document = cnpj_of(rng)
            person.document_index = blind_index(person.document, DOCUMENT_PURPOSE)
        elif rng.random() < 0.3:
            first, _, last = person.name.lower().partition(" ")
            person.email = f"{_plain(first)}.{_plain(last)}{index}@correio.example"
        people.append(person)
    made = Person.objects.bulk_create(people)
    return [Customer(person, _address(rng, place)) for person in made]


def cnpj_of(rng: Random) -> str:
    """An invented CNPJ with right check digits."""
    base = "".join(str(rng.randrange(10)) for _ in range(8)) + "0001"
    digits = [int(digit) for digit in base]
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    number = "".join(map(str, digits))
    assert CNPJ().validate(number)  # the demo's documents are always well formed
    return number


def _address(rng: Random, place: dict[str, Any]) -> Address | None:
    if "places" not in place:
        return None
    where = rng.choice(place["places"])
    flat = rng.choice(["", "", f"Apto {rng.randint(1, 18)}0{rng.randint(1, 4)}", "Casa"])
    return Address(
        cep=where["cep"],
        street=where["street"],
        number=str(rng.randint(20, 1900)),
        complement=flat,
        district=where["district"],
        city=where.get("city", place["city"]),
        state=place["state"],
    )


def _plain(text: str) -> str:
    return text.translate(str.maketrans("áâãàéêíóôõúüç", "aaaaeeiooouuc")).replace(" ", "")
