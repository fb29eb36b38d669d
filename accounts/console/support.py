"""Going into a tenant as support, and coming back."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NotAMember, TenantClosed
from accounts.models import Membership
from accounts.operations.support import end_support_of, start_support
from accounts.second_factor import has_second_factor
from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from tenants.models import Tenant

RECENT_SECONDS = 600  # how long ago the second factor may have been used
LOOK = ""


class ReasonField(forms.CharField):
    """Why something is done to a business by who is none of its people."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Reason"),
            min_length=10,
            max_length=300,
            help_text=gettext_lazy("The business reads it in its own history."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class SupportForm(forms.Form):
    member = forms.ChoiceField(
        label=gettext_lazy("In whose place"), required=False, widget=forms.RadioSelect
    )
    reason = ReasonField()

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        people = [
            (pk, f"{one.user} · {one.get_role_display()}") for pk, one in self.members.items()
        ]
        choices = [(LOOK, _("Nobody: look, change nothing")), *people]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@require_permission("console.support")
def support_start(request: HtmxRequest, slug: str) -> HttpResponse:
    """Ask in whose place and why. Only right after the second factor was used."""
    business = get_object_or_404(Tenant, slug=slug)
    if not used_second_factor(request):
        return to_second_factor(request)
    members = Membership.objects.active().filter(tenant=business).select_related("user")
    form = SupportForm(request.POST or None, members=list(members.order_by("user__email")))
    if form.is_valid() and _start(request, business, form):
        return redirect(f"/painel/?tenant={business.slug}")
    context = {"form": form, "business": business}
    status = 422 if form.errors else 200
    return render(request, "accounts/console/support_start.html", context, status=status)


@require_POST
@require_permission("console.support")
def support_end(request: HtmxRequest) -> HttpResponse:
    """Come back. A repeat changes nothing."""
    end_support_of(request.sign_in)  # type: ignore[attr-defined]
    request.session.pop("tenant", None)
    request.session.cycle_key()
    messages.success(request, _("You left the business. Your own account is yours again."))
    return redirect("console:home")


def used_second_factor(request: Any) -> bool:
    """Was a code or a passkey right in this session within the last ten minutes?"""
    records = get_authentication_records(request, request.user)
    since = timezone.now().timestamp() - RECENT_SECONDS
    return any(one["method"] == "mfa" and one["at"] >= since for one in records)


def _start(request: Any, business: Tenant, form: SupportForm) -> bool:
    data = form.cleaned_data
    try:
        start_support(
            business,
            admin=request.user,
            sign_in=request.sign_in,
            member=form.members.get(data["member"]),
            reason=data["reason"],
        )
    except (NotAMember, TenantClosed) as refusal:
        form.add_error(None, str(refusal))
        return False
    request.session.cycle_key()
    return True


def to_second_factor(request: Any) -> HttpResponse:
    """Have the second factor used, and come back here."""
    if request.support is not None:  # account pages are closed in there
        end_support_of(request.sign_in)
    if not has_second_factor(request.user):
        messages.error(request, _("Set up a passkey or the authenticator app first."))
        return redirect("mfa_index")
    has_app = request.user.authenticator_set.filter(type="totp").exists()
    way = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(way)}?{urlencode({'next': request.path})}")
