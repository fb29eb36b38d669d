"""What the TOML of the demo says is right before anything is written."""

from decimal import Decimal

import pytest

from flowt import brazil
from flowt.phones import parse_phone
from payments.pix_keys import parse_key
from simulator.demo.content import SLUGS, items, read, sections
from tenants.contrast import ink_on, ratio

HIGHEST_PRICE = Decimal(6_000)


@pytest.mark.parametrize("slug", SLUGS)
def test_legal_data_have_right_check_digits(slug):
    tenant, pix = read(slug, "business")["tenant"], read(slug, "business")["pix"]

    assert brazil.clean_cnpj(tenant["document"]) == tenant["document"]
    assert brazil.clean_cep(tenant["cep"]) == tenant["cep"]
    assert parse_phone(tenant["phone"]) == tenant["phone"]
    assert parse_phone(tenant["whatsapp"]) == tenant["whatsapp"]
    assert parse_key(pix["key"], pix["key_kind"]).value == pix["key"]


@pytest.mark.parametrize("slug", SLUGS)
def test_delivery_areas_do_not_overlap(slug):
    ranges = sorted(area["ceps"] for area in read(slug, "business").get("areas", []))

    assert all(first <= last for first, last in ranges)
    assert all(before[1] < after[0] for before, after in zip(ranges, ranges[1:], strict=False))


@pytest.mark.parametrize("slug", SLUGS)
def test_groups_and_prices_hold(slug):
    groups = read(slug, "groups")
    rows = [item for section, _parent in sections(slug) for item in items(section)]

    assert all(0 <= Decimal(row["price"]) < HIGHEST_PRICE for row in rows)
    assert {key for row in rows for key in row.get("groups", [])} <= set(groups)
    assert len({row["name"] for row in rows}) == len(rows)
    for group in groups.values():
        assert (
            group.get("minimum", 0)
            <= group.get("maximum", 1)
            <= sum(option.get("maximum", 1) for option in group["options"])
        )


@pytest.mark.parametrize("slug", SLUGS)
def test_offers_name_what_the_menu_has(slug):
    rows = [item["name"] for section, _parent in sections(slug) for item in items(section)]
    places = [section["name"] for section, _parent in sections(slug)]
    offers = read(slug, "offers")["offers"]
    named = [part for row in offers for part in (row["settings"], *row.get("conditions", []))]

    assert any(row.get("codes") or row.get("batch") for row in offers)
    assert {name for part in named for name in part.get("items", [])} <= set(rows)
    assert {part["item"] for part in named if "item" in part} <= set(rows)
    assert {name for part in named for name in part.get("categories", [])} <= set(places)
    assert all(len(row["label"]) <= 60 and len(row.get("badge", "")) <= 24 for row in offers)


def test_cantina_has_sixty_dishes_and_more():
    rows = [item for section, _parent in sections("cantina") for item in items(section)]

    assert len(rows) >= 60


@pytest.mark.parametrize("slug", SLUGS)
def test_brand_colours_can_be_read(slug):
    tenant = read(slug, "business")["tenant"]

    for colour in (tenant["brand_colour"], tenant["accent_colour"]):
        assert ratio(colour, ink_on(colour)) >= 4.5
    assert ratio(tenant["brand_colour"], "#ffffff") >= 4.5
