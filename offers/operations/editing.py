"""Writing offers: the terms as a form gave them. What decides about a price gets a new revision."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from catalog.operations.menu import bump_menu
from flowt.audit.trail import record, snapshot
from offers.errors import NotADraft, OfferEnded, OfferUsed
from offers.models import Offer
from offers.operations.usage import recount
from offers.wording import benefit_words, condition_words

PLAIN = (
    *("name", "label", "badge", "colour", "shows_countdown", "starts_at", "ends_at", "priority"),
    *("stacking", "group", "needs_coupon", "with_combos", "budget", "limit_total"),
    *("limit_per_period", "period", "limit_per_person", "person_period"),
)
RULES = ("benefit", "benefit_settings", "conditions")
COPY = "%(name)s (%(word)s)"


@transaction.atomic
def create_offer(values: Mapping[str, Any], *, actor: Any) -> Offer:
    """Make a draft of these terms: `PLAIN` and `RULES`, as the forms cleaned them."""
    offer = Offer.objects.create(**{name: values[name] for name in (*PLAIN, *RULES)})
    record("offer.create", offer, actor=actor, after=terms_of(offer))
    return offer


@transaction.atomic
def change_offer(offer: Offer, values: Mapping[str, Any], *, actor: Any) -> Offer:
    """Give an offer these terms; one that is published has them from the next basket on.

    The same terms again change nothing. Raises OfferEnded.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.status == Offer.Status.ENDED:
        raise OfferEnded
    changed = [name for name in (*PLAIN, *RULES) if getattr(offer, name) != values[name]]
    if not changed:
        return offer
    before, was_limited = terms_of(offer), offer.is_limited
    for name in changed:
        setattr(offer, name, values[name])
    offer.revision = F("revision") + 1
    offer.save(update_fields=[*changed, "revision", "updated_at"])
    offer.refresh_from_db()
    if offer.is_limited and not was_limited:
        recount(offer)  # its uses were not counted in its row so far
    after = terms_of(offer)
    told = [name for name in after if before[name] != after[name]]
    record(
        "offer.change",
        offer,
        actor=actor,
        before={name: before[name] for name in told},
        after={name: after[name] for name in told},
    )
    if offer.status == Offer.Status.ACTIVE:
        bump_menu()
    return offer


def duplicate_offer(offer: Offer, *, actor: Any) -> Offer:
    """Make a draft of the same terms, without its coupons and dates."""
    values = {name: getattr(offer, name) for name in (*PLAIN, *RULES)}
    values |= {"starts_at": None, "ends_at": None}
    values["name"] = (COPY % {"name": offer.name[:70], "word": _("copy")})[:80]
    return create_offer(values, actor=actor)


@transaction.atomic
def delete_offer(offer: Offer, *, actor: Any) -> None:
    """Remove a draft with its coupons. Raises NotADraft, and OfferUsed where an order used it."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.status != Offer.Status.DRAFT:
        raise NotADraft
    if offer.uses.exists():
        raise OfferUsed
    codes = offer.coupons.count()
    record("offer.delete", offer, actor=actor, before=terms_of(offer) | {"coupons": codes})
    offer.coupons.all().delete()
    offer.batches.all().delete()
    offer.delete()


def terms_of(offer: Offer) -> dict[str, Any]:
    """Return the terms as the audit trail keeps them: rules in words."""
    return {
        **snapshot(offer, PLAIN),
        "benefit": benefit_words(offer),
        "conditions": condition_words(offer),
    }
