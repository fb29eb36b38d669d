"""Orders for later: which ways of ordering take them, and the slots customers choose from."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flowt.audit.trail import record, snapshot
from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from flowt.tenancy import public_schema
from tenants.hours_text import describe_slot
from tenants.models import OrderProfile, Tenant
from tenants.operations import touch_tenant
from tenants.selectors import build_schedule
from tenants.settings.views import saved, show
from tenants.slots import upcoming

SECTION = "scheduling"
KINDS = (OrderProfile.Kind.DELIVERY, OrderProfile.Kind.PICKUP)  # who sits at a table orders now
FIELDS = ("takes_scheduled", "slot_minutes", "lead_minutes", "days_ahead", "slot_capacity")
MOST_LEAD = 7 * 24 * 60


def _number(label: Any, least: int, most: int, **given: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **given)


class SchedulingForm(forms.Form):
    """The slots of one way of ordering. Prefixed by its kind: two stand on one page."""

    takes_scheduled = forms.BooleanField(
        label=gettext_lazy("Take orders for later"), required=False
    )
    slot_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length of a slot"), choices=OrderProfile.SlotMinutes, coerce=int
    )
    lead_minutes = _number(
        gettext_lazy("Lead time (minutes)"),
        0,
        MOST_LEAD,
        help_text=gettext_lazy("How long before its slot an order must be placed."),
    )
    days_ahead = _number(
        gettext_lazy("Days ahead"),
        0,
        OrderProfile.MOST_DAYS_AHEAD,
        help_text=gettext_lazy("0 for today only; 14 at most."),
    )
    slot_capacity = _number(
        gettext_lazy("Orders per slot"),
        1,
        9_999,
        required=False,
        help_text=gettext_lazy("Empty for no limit."),
    )

    def __init__(self, *args: Any, profile: OrderProfile, **kwargs: Any) -> None:
        self.profile = profile
        initial = {name: getattr(profile, name) for name in FIELDS}
        super().__init__(*args, initial=initial, prefix=profile.kind, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A slot nobody could be ready for helps nobody."""
        data: dict[str, Any] = super().clean() or {}
        lead, least = data.get("lead_minutes"), self.profile.preparation_minutes
        if data.get("takes_scheduled") and lead is not None and lead < least:
            sentence = _("Preparing takes %(minutes)s minutes: the lead time cannot be shorter.")
            self.add_error("lead_minutes", sentence % {"minutes": least})
        return data

    @property
    def preview(self) -> str:
        """Which slot customers would find first, in words; "" where there is none."""
        schedule, now = build_schedule(self.profile.tenant), timezone.now()
        slots = upcoming(schedule, self.profile.slot_rule(now), now)
        if not slots:
            return ""
        return describe_slot(slots[0].starts_at, slots[0].ends_at, schedule.time_zone, now)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def scheduling(request: HtmxRequest) -> HttpResponse:
    """The slots of each way, saved together."""
    rows = list(OrderProfile.objects.filter(tenant=request.tenant, kind__in=KINDS).order_by("pk"))
    forms = [SchedulingForm(request.POST or None, profile=row) for row in rows]
    checked = [form.is_valid() for form in forms]  # each of them, so that each shows its errors
    if not all(checked):
        wrong = any(form.errors for form in forms)
        return show(request, SECTION, {"forms": forms}, status=422 if wrong else 200)
    for form in forms:
        change_scheduling(form.profile, actor=request.user, **form.cleaned_data)
    fresh = OrderProfile.objects.filter(tenant=request.tenant, kind__in=KINDS).order_by("pk")
    context = {"forms": [SchedulingForm(profile=row) for row in fresh]}
    return saved(request, SECTION, context, _("Orders for later saved."))


def change_scheduling(profile: OrderProfile, *, actor: Any, **fields: Any) -> OrderProfile:
    """Set which slots a way of ordering has. Nothing is written when nothing differs."""
    with public_schema(), transaction.atomic():
        profile = OrderProfile.objects.select_for_update().get(pk=profile.pk)
        before = snapshot(profile, FIELDS)
        for name, value in fields.items():
            setattr(profile, name, value)
        after = snapshot(profile, FIELDS)
        if before != after:
            profile.save(update_fields=FIELDS)
            where = {"tenant_id": profile.tenant_id}
            record("settings.scheduling", profile, actor=actor, before=before, after=after, **where)
            tenant: Tenant = profile.tenant
            touch_tenant(tenant)
    return profile
