from itertools import product

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from flowt.errors import Refusal
from orders.states import (
    FINAL,
    MATRIX,
    PERMISSIONS,
    STEPS,
    ForbiddenMove,
    Verb,
    next_verbs,
    permission_for,
    target,
)

STATUSES = (
    *("under_review", "approved", "ready", "out_for_delivery"),
    *("delivered", "rejected", "cancelled"),
)
DELIVERY = """
under_review     accept  approved
under_review     reject  rejected
under_review     cancel  cancelled
approved         ready   ready
approved         send    out_for_delivery
approved         cancel  cancelled
ready            send    out_for_delivery
ready            cancel  cancelled
out_for_delivery deliver delivered
out_for_delivery cancel  cancelled
"""
HANDED_OVER = """
under_review     accept  approved
under_review     reject  rejected
under_review     cancel  cancelled
approved         ready   ready
approved         deliver delivered
approved         cancel  cancelled
ready            deliver delivered
ready            cancel  cancelled
"""
EXPECTED = {"delivery": DELIVERY, "pickup": HANDED_OVER, "table": HANDED_OVER}


@pytest.mark.parametrize(
    ("profile", "status", "verb"), list(product(EXPECTED, STATUSES, [*Verb.values, "fly", ""]))
)
def test_every_profile_state_and_verb(profile, status, verb):
    moves = {
        tuple(line.split()[:2]): line.split()[2] for line in EXPECTED[profile].split("\n") if line
    }

    if (status, verb) in moves:
        assert target(profile, status, verb) == moves[status, verb]
        assert verb in next_verbs(profile, status)
    else:
        with pytest.raises(ForbiddenMove):
            target(profile, status, verb)
        assert verb not in next_verbs(profile, status)


@pytest.mark.parametrize(("profile", "status"), list(product(MATRIX, STATUSES)))
def test_only_a_final_state_has_no_way_out(profile, status):
    reachable = status in STEPS[profile] or status in FINAL

    assert bool(next_verbs(profile, status)) == (reachable and status not in FINAL)


@given(st.sampled_from(sorted(MATRIX)), st.lists(st.sampled_from(Verb.values), max_size=30))
def test_whatever_the_team_presses_an_order_moves_at_most_four_times(profile, verbs):
    status, moves = "under_review", 0
    for verb in verbs:
        try:
            status = target(profile, status, verb)
        except Refusal:
            continue
        moves += 1

    assert moves < len(STEPS[profile])
    assert status in {*STEPS[profile], *FINAL}


@pytest.mark.parametrize("profile", list(STEPS))
def test_the_steps_can_be_walked(profile):
    for here, there in zip(STEPS[profile], STEPS[profile][1:], strict=False):
        assert there in {target(profile, here, verb) for verb in next_verbs(profile, here)}


def test_buttons_stand_in_one_order():
    assert next_verbs("delivery", "under_review") == (Verb.ACCEPT, Verb.REJECT, Verb.CANCEL)


def test_saying_no_takes_another_permission():
    assert set(PERMISSIONS) == set(Verb)
    assert permission_for("accept") == "orders.move"
    assert permission_for("cancel") == "orders.cancel"


def test_the_refusal_names_the_verb():
    with translation.override("en"), pytest.raises(ForbiddenMove) as caught:
        target("table", "delivered", "cancel")

    with translation.override("en"):
        assert str(caught.value).startswith("“Cancel the order” is not possible")
    assert caught.value.status == 422


def test_the_matrix_and_the_model_speak_of_the_same():
    from orders.models import Order

    assert set(STATUSES) == set(Order.Status.values)
    assert set(MATRIX) == set(STEPS) == set(Order.Profile.values)
    assert set(STATUSES) - FINAL == set(Order.OPEN)
