"""What must hold of the engine, whatever is put into it. No database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.basket import Basket, Line
from offers.benefits import benefits
from offers.conditions import conditions
from offers.engine import Rule, judge, place_of

MANY = settings(max_examples=max(100, settings.default.max_examples))
NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)  # a Friday, 19:00 in São Paulo
BENEFITS = {
    "percentage": [{"percent": "10"}, {"percent": "33.33", "most": "5.00"}, {"percent": "100"}],
    "amount": [{"amount": "7.00"}, {"amount": "0.01"}, {"amount": "900.00"}],
    "fixed_price": [{"price": "9.99"}, {"price": "0.00"}],
    "buy_get": [{"buy": 1, "get": 1, "percent": 50}, {"buy": 3, "get": 1, "percent": 100}],
    "free_delivery": [{}, {"most": "4.00"}],
    "gift": [{"item": 9, "quantity": 1}],
}
CONDITIONS = {
    "items": {"items": [1, 2]},
    "categories": {"categories": [10]},
    "minimum": {"minimum": "20.00"},
    "profile": {"profiles": ["delivery"]},
    "hours": {"weekdays": [4], "hours": [["18:00", "02:00"]]},
    "first_order": {},
    "tag": {"tags": ["VIP"]},
    "channel": {"via": ["qr"], "codes": []},
}


def make_rule(pk, kind="percentage", conditions_=(), values=None, **fields):
    values = BENEFITS[kind][0] if values is None else values
    rows = [{"kind": name, "settings": CONDITIONS[name]} for name in conditions_]
    return Rule(
        id=pk,
        label=fields.pop("label", kind),
        benefit=benefits.get(kind)(values),
        conditions=tuple(conditions.get(r["kind"])(r["settings"]) for r in rows),
        place=place_of(kind, values, rows, kind),
        **fields,
    )


def make_basket(*lines, **fields):
    return Basket(
        lines=lines,
        **{"at": NOW, "time_zone": "America/Sao_Paulo", "delivery": 700, "gifts": {9: 1200}}
        | fields,
    )


LINES = st.builds(
    Line,
    key=st.uuids().map(str),
    item_id=st.integers(1, 4),
    unit=st.integers(0, 9_999),
    quantity=st.integers(1, 5),
    categories=st.sampled_from([(10,), (11,), (11, 10)]),
    is_combo=st.booleans(),
    mark=st.sampled_from("ab"),
    off=st.just(0),
)
BASKETS = st.lists(LINES, max_size=6, unique_by=lambda line: line.key).map(
    lambda lines: make_basket(*lines)
)


@st.composite
def rule_lists(draw):
    found = []
    for pk in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(sorted(BENEFITS)))
        rule = make_rule(
            pk,
            kind,
            draw(st.lists(st.sampled_from(["items", "categories", "minimum"]), max_size=1)),
            draw(st.sampled_from(BENEFITS[kind])),
            priority=draw(st.integers(0, 1)),
            is_exclusive=draw(st.booleans()),
            group=draw(st.sampled_from(["", "a"])),
            with_combos=draw(st.booleans()),
            budget_left=draw(st.sampled_from([None, 500])),
        )
        found.append(rule)
    return found


def off(outcome, key):
    return sum(reason.amount for reason in outcome.lines.get(key, ()))


@MANY
@given(basket=BASKETS, rules=rule_lists())
def test_nothing_falls_below_zero_and_reasons_add_up(basket, rules):
    found = judge(basket, rules)

    assert all(0 <= off(found, line.key) <= line.total for line in basket.lines)
    assert 0 <= found.delivery_saving <= 700
    worth = found.discount + found.delivery_saving + sum(gift.amount for gift in found.gifts)
    assert worth == sum(taken.amount for taken in found.taken)
    assert {one.offer_id for one in found.taken} | set(found.refused) == {r.id for r in rules}


@MANY
@given(basket=BASKETS, rules=rule_lists(), random=st.randoms(use_true_random=False))
def test_no_order_of_lines_or_rules_and_no_id_changes_a_price(basket, rules, random):
    lines, shuffled = list(basket.lines), list(rules)
    random.shuffle(lines)
    random.shuffle(shuffled)
    renamed = [replace(rule, id=100 - rule.id) for rule in shuffled]

    one, other = judge(basket, rules), judge(replace(basket, lines=tuple(lines)), renamed)

    def shown(outcome):
        per_line = sorted((line._replace(key=""), off(outcome, line.key)) for line in lines)
        return per_line, outcome.delivery_saving, sorted(gift[3:] for gift in outcome.gifts)

    assert shown(one) == shown(other)


@given(basket=BASKETS, percent=st.integers(1, 100), parts=st.integers(2, 4))
def test_a_percentage_is_the_same_however_units_stand_in_lines(basket, percent, parts):
    rule = make_rule(1, values={"percent": str(percent)}, with_combos=True)
    split = tuple(
        line._replace(key=f"{line.key}{n}", quantity=1)
        for line in basket.lines
        for n in range(line.quantity)
    )

    found = [judge(replace(basket, lines=lines), [rule]) for lines in (basket.lines, split)]

    assert found[0].discount == found[1].discount


def test_a_second_percentage_is_of_what_the_first_one_left():
    halves = [make_rule(n, values={"percent": "50"}) for n in (1, 2)]

    found = judge(make_basket(Line("a", 1, 1000, 1)), halves)

    assert [reason.amount for reason in found.lines["a"]] == [500, 250]


def test_of_a_group_the_best_is_given_and_an_exclusive_one_only_alone():
    basket = make_basket(Line("a", 1, 10_000, 1))
    ten, seven = make_rule(1, group="x"), make_rule(2, "amount", group="x")
    best = make_rule(3, values={"percent": "12"}, is_exclusive=True)

    assert [taken.offer_id for taken in judge(basket, [seven, ten]).taken] == [1]
    assert [taken.offer_id for taken in judge(basket, [seven, ten, best]).taken] == [3]


def test_the_greater_priority_goes_first_and_keeps_an_exclusive_one_out():
    basket = make_basket(Line("a", 1, 10_000, 1))
    first = make_rule(1, "amount", priority=5)
    alone = make_rule(2, values={"percent": "90"}, is_exclusive=True)

    found = judge(basket, [alone, first])

    assert [(taken.offer_id, taken.amount) for taken in found.taken] == [(1, 700)]
    assert set(found.refused) == {2}


def test_the_cheapest_units_are_given_and_combos_stay_out():
    lines = (Line("a", 1, 3000, 2), Line("b", 2, 1000, 1), Line("c", 3, 100, 1, is_combo=True))
    rule = make_rule(1, "buy_get", values={"buy": 2, "get": 1, "percent": 100})

    found = judge(make_basket(*lines), [rule])

    assert {key: off(found, key) for key in "abc"} == {"a": 0, "b": 1000, "c": 0}


@pytest.mark.parametrize(
    ("hour", "is_given"), [(17, False), (18, True), (23, True), (25, True), (26, False)]
)
def test_hours_past_midnight_belong_to_the_day_they_began_on(hour, is_given):
    at = datetime(2026, 11, 20, 3, 0, tzinfo=UTC) + timedelta(hours=hour)  # Friday in São Paulo
    rule = make_rule(1, conditions_=["hours"])

    found = judge(make_basket(Line("a", 1, 1000, 1), at=at), [rule])

    assert bool(found.taken) is is_given


KNOWN = {"is_first": True, "tags": frozenset({"vip"}), "via": "qr", "profile": "delivery"}


@pytest.mark.parametrize("kind", sorted(CONDITIONS))
def test_every_condition_holds_refuses_in_words_and_keeps_its_settings(kind):
    member, other = conditions.get(kind), Line("a", 3, 100, 1, (11,))
    rule = make_rule(1, conditions_=[kind])
    poor = make_basket(other, at=NOW - timedelta(days=1), is_first=False, tags=frozenset())

    given_to = judge(make_basket(Line("a", 1, 3000, 1, (10,)), **KNOWN), [rule])
    with translation.override("en"):
        refused = judge(poor, [rule]).refused

    assert given_to.taken
    assert refused[1].endswith(".")
    assert json.loads(json.dumps(CONDITIONS[kind])) == CONDITIONS[kind]
    assert str(member.label) and str(member.about) and member.icon


@pytest.mark.parametrize("kind", sorted(BENEFITS))
def test_every_benefit_saves_something_and_says_so(kind):
    found = judge(make_basket(Line("a", 1, 3000, 4)), [make_rule(1, kind)])

    (taken,) = found.taken
    assert taken.amount > 0
    assert taken.reason.sentence
    assert str(benefits.get(kind).about)


def test_the_families_are_whole():
    assert {member.kind for member in benefits} == set(BENEFITS)
    assert {member.kind for member in conditions} == set(CONDITIONS)
