"""What a cart comes to at this moment, and what became different since the last look."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.combos import combos_of, price_combo, rows_of, units_in
from cart.contents import CartContents, CartLine, PricedCart, PricedLine
from cart.reducing import quote_lines, reduced
from cart.snapshots import snapshot
from catalog import options
from catalog.counter import Ground
from catalog.menu import ItemForSale
from catalog.selectors import for_sale
from flowt.money import format_money, quantize
from offers.combos.selectors import ComboForSale
from offers.combos.stored import StoredCombo
from offers.quoting import Quote, Visit
from offers.selectors import Shelf, active
from offers.standing import Standing
from tenants.models import DeliveryArea, OrderProfile, Tenant
from tenants.selectors import delivery_terms, profiles_of

NOTHING = Decimal(0)
GIVEN = "offers"  # the key of a look that names the offers; no line's key is like it


def price(
    contents: CartContents,
    *,
    tenant: Tenant,
    now: datetime,
    profile: str,
    cep: str = "",
    with_pictures: bool = True,
    visit: Visit = Visit(),  # noqa: B008 - frozen
    ground: Ground | None = None,
    state: Standing | None = None,
) -> PricedCart:
    """Price every line anew, take off what offers give, and say what keeps it from being ordered.

    Until `cep` (8 digits) is known a delivery is priced without its fee. `visit` says who buys and
    which way they came. Opening hours are the caller's to ask; `ground` and `state` it has read.
    """
    shelf = active(ground.version if ground else None)
    rows = rows_of(contents.lines)
    items = _items(contents, rows, shelf, now, with_pictures=with_pictures, ground=ground)
    lines = _lines(contents, rows, items, now, tenant.currency)
    is_delivery = profile == OrderProfile.Kind.DELIVERY
    area = delivery_terms(tenant, cep) if is_delivery and cep else None
    goods = sum((line.total - line.discount for line in lines), NOTHING)
    fee = delivery_fee(area, goods)
    found = quote_lines(
        lines,
        items,
        shelf,
        tenant=tenant,
        at=now,
        profile=profile,
        fee=None if is_delivery and not cep else fee,
        codes=contents.codes,
        visit=visit,
        state=state,
    )
    is_unserved = is_delivery and bool(cep) and area is None
    problems = _problems(tenant, profile, goods, is_unserved=is_unserved)
    return _added_up(reduced(lines, items, found), fee, problems, found, tenant.currency)


def _items(
    contents: CartContents,
    rows: Mapping[int, StoredCombo],
    shelf: Shelf,
    now: datetime,
    *,
    with_pictures: bool,
    ground: Ground | None,
) -> dict[int, ItemForSale]:
    """Return what the lines are of, combos' parts with them, and whatever could be given away."""
    wanted = {line.item_id for line in contents.lines if line.combo_id is None}
    wanted.update(*(row.item_ids for row in rows.values()))
    wanted |= shelf.gifts if wanted else set()
    return for_sale(wanted, now, with_pictures=with_pictures, ground=ground)


def _lines(
    contents: CartContents,
    rows: Mapping[int, StoredCombo],
    items: Mapping[int, ItemForSale],
    now: datetime,
    currency: str,
) -> tuple[PricedLine, ...]:
    """Price the lines, each by itself."""
    combos = combos_of(rows, items, now)
    too_many = _short_of_stock(contents, items, combos)
    return tuple(
        _price_line(line, items.get(line.item_id), too_many)
        if line.combo_id is None
        else price_combo(line, combos.get(line.combo_id), too_many, currency)
        for line in contents.lines
    )


def _added_up(
    lines: tuple[PricedLine, ...],
    fee: Decimal,
    problems: tuple[str, ...],
    found: Quote,
    currency: str,
) -> PricedCart:
    subtotal = quantize(sum((line.total for line in lines), NOTHING), currency)
    discount = quantize(sum((line.discount for line in lines), NOTHING), currency)
    fee -= found.delivery_saving
    return PricedCart(
        lines=lines,
        subtotal=subtotal,
        discount=discount,
        delivery_fee=fee,
        total=subtotal - discount + fee,
        problems=problems,
        quote=found,
    )


def delivery_fee(area: DeliveryArea | None, subtotal: Decimal) -> Decimal:
    """What bringing an order of `subtotal` to an area costs; zero where there is no area."""
    if area is None or (area.free_from is not None and subtotal >= area.free_from):
        return quantize(NOTHING)
    return quantize(area.fee)


def look(priced: PricedCart) -> dict[str, Any]:
    """Return what this look showed, as plain values for a session: `changes` compares it later."""
    shown = [line for line in priced.lines if not line.is_gift]
    told = {line.key: [line.name, str(line.unit_price), not line.problems] for line in shown}
    given = {str(why.offer_id): why.label for why in priced.quote.reasons}
    return {**told, GIVEN: given} if given else told


def changes(before_seen: Mapping[str, Any], priced: PricedCart) -> tuple[str, ...]:
    """Return, in sentences, what became different since the look that made `before_seen`.

    What the customer changed (quantities, notes, lines) is no news; prices, availability and
    offers that no longer apply are.
    """
    found = []
    for line in priced.lines:
        name, unit_price, was_fine = _shown(before_seen.get(line.key))
        if not name:
            continue
        if line.problems and was_fine:
            found.append(_named(name, line.problems[0]))
        elif not line.problems and not was_fine:
            found.append(_("“%(name)s” can be ordered again.") % {"name": line.name})
        if not line.problems and unit_price is not None and unit_price != line.unit_price:
            words = {
                "name": line.name,
                "before": format_money(unit_price),
                "now": format_money(line.unit_price),
            }
            found.append(_("“%(name)s” went from %(before)s to %(now)s.") % words)
    return (*found, *_offers_lost(before_seen.get(GIVEN), priced))


def _offers_lost(given: Any, priced: PricedCart) -> list[str]:
    """Name the offers of the last look that this one has not."""
    now = {str(why.offer_id) for why in priced.quote.reasons}
    before = given if isinstance(given, dict) else {}
    lost = [str(label) for pk, label in before.items() if pk not in now]
    return [_("The offer “%(label)s” no longer applies.") % {"label": label} for label in lost]


def _named(name: str, problem: str) -> str:
    """Say of what a problem is, where its sentence does not."""
    if name in problem:
        return problem
    return _("“%(name)s”: %(problem)s") % {"name": name, "problem": problem}


def _shown(row: Any) -> tuple[str, Decimal | None, bool]:
    try:
        name, unit_price, was_fine = row
        return str(name), Decimal(unit_price), bool(was_fine)
    except (TypeError, ValueError, ArithmeticError):
        return "", None, True


def _price_line(
    line: CartLine, item: ItemForSale | None, too_many: Mapping[int, str]
) -> PricedLine:
    if item is None:
        return _gone(line)
    selection = options.load_selection(line.selection)
    problems = [item.problem] if item.problem else []
    wrong = options.check(selection, item.groups)
    problems += [problem.sentence for problem in wrong]
    if not problems and line.item_id in too_many:
        problems.append(too_many[line.item_id])
    if any(problem.code in {"unknown", "too_deep"} for problem in wrong):
        selection = ()  # what is not there has no price; the line cannot be ordered as it is
    unit_price = options.price(item.price, selection, item.groups).unit_price
    return PricedLine(
        key=line.key,
        item_id=item.id,
        name=item.name,
        slug=item.slug,
        sku=item.sku,
        quantity=line.quantity,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        options=snapshot(selection, item.groups),
        selection=line.selection,
        notes=line.notes,
        problems=tuple(problems),
        picture=item.picture,
    )


def _gone(line: CartLine) -> PricedLine:
    return PricedLine(
        key=line.key,
        item_id=line.item_id,
        name=_("An item that left the menu"),
        slug="",
        sku="",
        quantity=line.quantity,
        unit_price=NOTHING,
        total=NOTHING,
        options=[],
        selection=line.selection,
        notes=line.notes,
        problems=(_("It is no longer on the menu. Remove it to go on."),),
    )


def _short_of_stock(
    contents: CartContents,
    items: Mapping[int, ItemForSale],
    combos: Mapping[int, ComboForSale],
) -> dict[int, str]:
    """Return a sentence for each item of which all lines together ask for more than there is."""
    wanted: Counter[int] = Counter()
    for line in contents.lines:
        if line.combo_id is None:
            wanted[line.item_id] += line.quantity
        else:
            wanted.update(units_in(line, combos))
    found = {}
    for item_id, quantity in wanted.items():
        stock = items[item_id].stock if item_id in items else None
        if stock is not None and quantity > stock:
            sentence = ngettext("Only %(left)s is left.", "Only %(left)s are left.", stock)
            found[item_id] = sentence % {"left": stock}
    return found


def _problems(
    tenant: Tenant, profile: str, subtotal: Decimal, *, is_unserved: bool
) -> tuple[str, ...]:
    terms = profiles_of(tenant).get(profile)
    problems = []
    if is_unserved:
        problems.append(_("We do not deliver to this CEP."))
    if terms is not None and NOTHING < subtotal < terms.minimum_order:
        words = {
            "minimum": format_money(terms.minimum_order, tenant.currency),
            "missing": format_money(terms.minimum_order - subtotal, tenant.currency),
        }
        problems.append(_("The minimum order is %(minimum)s. Add %(missing)s to go on.") % words)
    return tuple(problems)
