"""The team: members, their roles, invitations."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AlreadyMember, LastOwner, OwnersOnly
from accounts.forms import InviteForm, RoleForm
from accounts.models import Invitation, Membership
from accounts.operations import invitations
from accounts.operations import team as operations
from accounts.roles import MATRIX, Role
from accounts.selectors import invitations_of, roles_for, team_of
from flowt import limits
from flowt.errors import TooMany
from flowt.htmx import HtmxRequest, go_to, wants_fragment
from flowt.permissions import require_permission

LIST = "accounts/_team_list.html"


@require_safe
@require_permission("team.view")
def team(request: HtmxRequest) -> HttpResponse:
    return render(request, "accounts/team.html", _context(request))


@require_http_methods(["GET", "POST"])
@require_permission("team.edit")
def team_invite(request: HtmxRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, for when the e-mail does not arrive."""
    form = InviteForm(request.POST or None, roles=roles_for(request.role))
    invited = None
    if form.is_valid():
        try:
            limits.guard("invitation.send", str(request.tenant.pk))
            invited = invitations.invite(
                tenant=request.tenant, actor=request.user, **form.cleaned_data
            )
        except (AlreadyMember, OwnersOnly, TooMany) as refusal:
            form.add_error("email", str(refusal))
    context = {"form": form, "invited": invited, "roles": _role_cards(request)}
    status = 422 if form.errors else 200
    return render(request, "accounts/team_invite.html", context, status=status)


@require_POST
@require_permission("team.edit")
def team_role(request: HtmxRequest, pk: int) -> HttpResponse:
    """Change a member's role. An owner is for owners to change."""
    member = _member(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _answer(request, _("Choose one of the roles."), tone="error")
    return _try(
        request,
        lambda: operations.change_role(member, actor=request.user, **form.cleaned_data),
        _("%(who)s has another role now.") % {"who": member.user},
    )


@require_POST
@require_permission("team.edit")
def team_deactivate(request: HtmxRequest, pk: int) -> HttpResponse:
    """End a member's access, also one's own."""
    member = _member(request, pk)
    response = _try(
        request,
        lambda: operations.deactivate_member(member, actor=request.user),
        _("%(who)s no longer has access.") % {"who": member.user},
    )
    left = member.user_id == request.user.pk and response.status_code != 422
    return go_to(request, "/conta/negocios/") if left else response


@require_POST
@require_permission("team.edit")
def team_reactivate(request: HtmxRequest, pk: int) -> HttpResponse:
    member = _member(request, pk)
    return _try(
        request,
        lambda: operations.reactivate_member(member, actor=request.user),
        _("%(who)s has access again.") % {"who": member.user},
    )


@require_POST
@require_permission("team.edit")
def team_revoke(request: HtmxRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation, pk=pk, tenant_id=request.tenant.pk)
    return _try(
        request,
        lambda: invitations.revoke_invitation(invitation, actor=request.user),
        _("The invitation to %(email)s was withdrawn.") % {"email": invitation.email},
    )


@require_POST
@require_permission("team.edit")
def team_resend(request: HtmxRequest, pk: int) -> HttpResponse:
    """Write again, with a new link: the old one dies."""
    old = get_object_or_404(Invitation, pk=pk, tenant_id=request.tenant.pk, accepted_at=None)
    limits.guard("invitation.send", str(request.tenant.pk))
    return _try(
        request,
        lambda: invitations.invite(
            tenant=request.tenant, email=old.email, role=old.role, actor=request.user
        ),
        _("A new invitation went to %(email)s.") % {"email": old.email},
    )


def _member(request: HtmxRequest, pk: int) -> Membership:
    members = Membership.objects.select_related("user", "tenant")
    return get_object_or_404(members, pk=pk, tenant_id=request.tenant.pk)


def _try(request: HtmxRequest, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except (OwnersOnly, LastOwner, AlreadyMember) as refusal:
        return _answer(request, str(refusal), tone="error")
    return _answer(request, done, tone="success")


def _answer(request: HtmxRequest, text: str, *, tone: str) -> HttpResponse:
    """The list anew with a toast; without htmx, the page again."""
    status = 200 if tone == "success" else 422
    if wants_fragment(request):
        context = _context(request) | {"toast": text, "toast_tone": tone}
        return render(request, LIST, context, status=status)
    if status == 422:
        context = _context(request) | {"problem": text}
        return render(request, "accounts/team.html", context, status=422)
    messages.success(request, text)
    return redirect("accounts:team")


def _context(request: HtmxRequest) -> dict[str, Any]:
    return {
        "members": team_of(request.tenant),
        "invitations": invitations_of(request.tenant),
        "roles": roles_for(request.role),
        "is_owner": request.role == Role.OWNER,
        "can_edit": "team.edit" in request.permissions,
    }


def _role_cards(request: HtmxRequest) -> list[dict[str, Any]]:
    """Each role with what it may do, in a few words."""
    words = {
        Role.OWNER: _("Everything, also legal data and other owners."),
        Role.ADMINISTRATOR: _("Everything but owners and legal data."),
        Role.SUPERVISOR: _("Orders, payments and the catalogue of the day."),
        Role.AGENT: _("Takes orders, moves them on and marks what is sold out."),
        Role.VIEWER: _("Looks at everything and changes nothing."),
    }
    return [
        {
            "value": value,
            "label": label,
            "text": words[Role(value)],
            "count": sum(value in allowed for allowed in MATRIX.values()),
        }
        for value, label in roles_for(request.role)
    ]
