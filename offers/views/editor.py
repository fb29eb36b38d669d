"""The editor of an offer. Its rules grow and shrink with a script and without."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from offers.forms.offer import OfferForm
from offers.forms.rules import RuleForms
from offers.models import Offer
from offers.operations import editing
from offers.views.offers import address_of


@require_http_methods(["GET", "POST"])
@require_permission("offers.edit")
def offer_new(request: HtmxRequest) -> HttpResponse:
    """A new offer. It stays a draft until somebody publishes it."""
    sent = _sent(request)
    rules = RuleForms(sent) if sent is not None else RuleForms(benefit="percentage")
    form = _form(sent, rules)
    if rules.is_judged and all([form.is_valid(), rules.is_valid()]):
        values = {**form.values(), **rules.values()}
        offer = editing.create_offer(values, actor=request.user)
        messages.success(request, _("Saved as a draft. See what it would cost, then publish it."))
        return go_to(request, address_of(offer))
    return _show(request, form, rules, None)


@require_http_methods(["GET", "POST"])
@require_permission("offers.edit")
def offer_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """All of one offer's terms."""
    offer = get_object_or_404(Offer, pk=pk)
    sent = _sent(request)
    kept = {"settings": offer.benefit_settings, "kept": offer.conditions}
    rules = RuleForms(sent, benefit=offer.benefit, **kept)
    form = _form(sent, rules, instance=offer)
    if rules.is_judged and all([form.is_valid(), rules.is_valid()]):
        try:
            values = {**form.values(), **rules.values()}
            offer = editing.change_offer(offer, values, actor=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” saved.") % {"name": offer.name})
            return go_to(request, address_of(offer))
    return _show(request, form, rules, offer)


def _sent(request: HtmxRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(sent: QueryDict | None, rules: RuleForms, **kwargs: Any) -> OfferForm:
    """The form as it was sent; while its rules are being put together, without a verdict."""
    form = OfferForm(sent, **kwargs)
    if sent is not None and not rules.is_judged:
        form.hush()
    return form


def _show(
    request: HtmxRequest, form: OfferForm, rules: RuleForms, offer: Offer | None
) -> HttpResponse:
    here = reverse("offers:edit", args=[offer.pk]) if offer else reverse("offers:new")
    back = address_of(offer) if offer else reverse("offers:list")
    context = {"form": form, "rules": rules, "offer": offer, "here": here, "back": back}
    status = 422 if rules.is_judged else 200
    return render_page(
        request, "offers/offer_form.html", "offers/_offer_form.html", context, status
    )
