"""Work that a restore parked: looked at, and released or discarded with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.support import ReasonField, to_second_factor, used_second_factor
from flowt import parking
from flowt.htmx import HtmxRequest, go_to
from flowt.parking import ParkedKind
from flowt.permissions import require_permission
from tenants.models import Tenant

WORDS: dict[str, str | Promise] = {  # a kind, or how it begins
    "event": _("News for other parts of the business"),
    "effect": _("E-mails and other calls to the outside"),
    "messaging.": _("Notices about e-mails, and the summary of the day"),
    "payments.": _("Charges, refunds and looks at the bank"),
    "orders.": _("Orders for later, and tables"),
    "storefront.": _("Pages that go up or down by the clock"),
    "tenants.": _("Pauses and busy hours that end"),
    "catalog.": _("Items that come back"),
    "api.": _("Answers to programs, to be forgotten"),
}


class DecideForm(forms.Form):
    """What becomes of parked work. `kind` "" is all of it."""

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            ("release", _("Release: it runs now, or when its time comes")),
            ("discard", _("Discard: it is never done")),
        ],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("Which work"), required=False)
    reason = ReasonField()

    def __init__(self, *args: Any, kinds: list[ParkedKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(one.kind, f"{words_of(one.kind)} · {one.kind} ({one.count})") for one in kinds]
        self.fields["kind"].choices = [("", _("All of the work")), *own]  # type: ignore[attr-defined]


def words_of(kind: str) -> str | Promise:
    return next((words for begin, words in WORDS.items() if kind.startswith(begin)), kind)


def _told(kinds: list[ParkedKind]) -> list[dict[str, Any]]:
    return [{"row": one, "words": words_of(one.kind)} for one in kinds]


@require_safe
@require_permission("console.letters")
def parked_list(request: HtmxRequest) -> HttpResponse:
    """Every business that has parked work, and how much of which kind."""
    found = parking.parked_everywhere()
    names = Tenant.objects.in_bulk(list(found))
    rows = [
        {"business": names[pk], "kinds": _told(kinds), "total": sum(one.count for one in kinds)}
        for pk, kinds in found.items()
        if pk in names
    ]
    rows.sort(key=lambda row: row["business"].name)
    return render(request, "accounts/console/parked_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@require_permission("console.letters")
def parked_work(request: HtmxRequest, slug: str) -> HttpResponse:
    """What one business has parked; decided right after the second factor was used."""
    business = get_object_or_404(Tenant, slug=slug)
    if not used_second_factor(request):
        return to_second_factor(request)
    kinds = parking.parked_kinds(business)
    form = DecideForm(request.POST or None, kinds=kinds)
    if form.is_valid():
        _decide(request, business, form.cleaned_data)
        return go_to(request, reverse("console:tenant", args=[business.slug]))
    context = {"form": form, "business": business, "kinds": _told(kinds)}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/console/parked_work.html", context, status=status)


def _decide(request: HtmxRequest, business: Tenant, data: dict[str, Any]) -> None:
    told = {"kind": data["kind"], "reason": data["reason"], "actor": request.user}
    if data["decision"] == "release":
        count = parking.release(business, **told)
        text = ngettext("%(n)s job is queued again.", "%(n)s jobs are queued again.", count)
    else:
        count = parking.discard(business, **told)
        text = ngettext("%(n)s job was discarded.", "%(n)s jobs were discarded.", count)
    messages.success(request, text % {"n": count})
