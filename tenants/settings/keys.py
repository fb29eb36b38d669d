"""API keys: made, shown once, listed, taken back."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from flowt.api.models import ApiKey
from flowt.api.operations import NewKey, create_key, revoke_key
from flowt.api.scopes import Scope
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from tenants.selectors import public_url
from tenants.settings.views import saved, show

SECTION = "api"
MOST_SHOWN = 100
DAYS = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")),
    ("", gettext_lazy("Until it is revoked")),
]


class KeyForm(forms.Form):
    """What a key is called, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("The program that will use it, such as “Cash register”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Valid for"), choices=DAYS, required=False, initial="365"
    )

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("api.keys")
def api_keys(request: HtmxRequest) -> HttpResponse:
    """The keys, and a form for one more. What is made is shown in this answer and never again."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    made: NewKey | None = None
    if form.is_valid():
        try:
            made = create_key(
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(),
                actor=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    response = show(
        request, SECTION, _context(request, KeyForm() if made else form, made), status=status
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@require_permission("api.keys")
def api_key_revoke(request: HtmxRequest, pk: int) -> HttpResponse:
    """End a key, at once."""
    key = revoke_key(get_object_or_404(ApiKey, pk=pk), actor=request.user)
    context = _context(request, KeyForm())
    return saved(request, SECTION, context, _("“%(name)s” was revoked.") % {"name": key.name})


def _context(request: HtmxRequest, form: KeyForm, made: NewKey | None = None) -> dict[str, Any]:
    rows = ApiKey.objects.all()[:MOST_SHOWN]
    return {
        "form": form,
        "made": made,
        "alive": [row for row in rows if row.is_alive],
        "dead": [row for row in rows if not row.is_alive],
        "docs_url": public_url(request.tenant, reverse("storefront:api_docs"), request),
    }
