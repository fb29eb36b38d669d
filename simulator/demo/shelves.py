"""Filling a catalogue from its TOML: categories, groups, items, pictures, windows."""

from datetime import time
from decimal import Decimal

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup, ItemPicture, Window
from catalog.models.options import Option, OptionGroup
from catalog.operations.menu import bump_menu
from catalog.slugs import unique_slug
from simulator.demo.businesses import store
from simulator.demo.content import Table, items, read, sections
from simulator.demo.drawing.pictures import draw, stem_of


def fill_catalogue(slug: str) -> int:
    """Write the whole catalogue of the bound tenant. Returns how many items it has."""
    groups = _write_groups(read(slug, "groups"))
    made: dict[str, Category] = {}
    count = 0
    for position, (section, parent) in enumerate(sections(slug)):
        category = Category.objects.create(
            name=section["name"],
            slug=unique_slug(Category, section["name"]),
            description=section.get("about", ""),
            parent=made[parent["name"]] if parent else None,
            position=position,
        )
        made[category.name] = category
        _write_windows(section.get("windows", []), category)
        count += _write_items(category, list(items(section)), groups)
    bump_menu()
    return count


def _write_groups(specs: Table) -> dict[str, OptionGroup]:
    """Top-level groups by key. A nested one is written under each option that asks it."""
    every = [one for spec in specs.values() for one in spec["options"]]
    nested = {key for one in every for key in one.get("groups", [])}
    made = {}
    for key, spec in specs.items():
        if key not in nested:
            made[key] = _write_group(spec, specs, parent=None)
    return made


def _write_group(spec: Table, specs: Table, *, parent: Option | None) -> OptionGroup:
    group = OptionGroup.objects.create(
        name=spec["name"],
        internal_name=spec.get("internal_name", ""),
        minimum=spec.get("minimum", 0),
        maximum=spec.get("maximum", 1),
        price_rule=spec.get("price_rule", OptionGroup.PriceRule.SUM),
        parent_option=parent,
    )
    options = Option.objects.bulk_create(
        Option(
            group=group,
            name=one["name"],
            description=one.get("description", ""),
            price=Decimal(one.get("price", "0")),
            maximum=one.get("maximum", 1),
            position=position,
        )
        for position, one in enumerate(spec["options"])
    )
    for option, one in zip(options, spec["options"], strict=True):
        for key in one.get("groups", []):
            _write_group(specs[key], specs, parent=option)
    return group


def _write_items(category: Category, rows: list[Table], groups: dict[str, OptionGroup]) -> int:
    made = Item.objects.bulk_create(
        Item(
            kind=row.get("kind", Item.Kind.PRODUCT),
            category=category,
            name=row["name"],
            slug=unique_slug(Item, row["name"]),
            sku=row.get("sku", ""),
            description=row.get("text", ""),
            serves=row.get("serves", ""),
            price=Decimal(row["price"]),
            position=position,
            is_highlight=row.get("highlight", False),
            diets=row.get("diets", []),
            stock=row.get("stock"),
            interest_only=row.get("interest_only", False),
        )
        for position, row in enumerate(rows)
    )
    ItemOptionGroup.objects.bulk_create(
        ItemOptionGroup(item=item, group=groups[key], position=position)
        for item, row in zip(made, rows, strict=True)
        for position, key in enumerate(row.get("groups", []))
    )
    ItemPicture.objects.bulk_create(
        _picture(item, row) for item, row in zip(made, rows, strict=True)
    )
    return len(made)


def _picture(item: Item, row: Table) -> ItemPicture:
    svg = draw(row["picture"], item.slug)
    stem = stem_of(svg)
    store(f"{stem}.svg", svg)
    return ItemPicture(
        item=item, file=stem, is_drawing=True, width=800, height=600, alt=f"Ilustração: {item.name}"
    )


def _write_windows(windows: list[Table], category: Category) -> None:
    Window.objects.bulk_create(
        Window(
            category=category,
            weekdays=sum(1 << day for day in window["weekdays"]),
            starts=time.fromisoformat(window["from"]),
            ends=time.fromisoformat(window["to"]),
        )
        for window in windows
    )
