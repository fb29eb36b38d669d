"""Leads as CSV, batch by batch."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from flowt.phones import format_phone
from flowt.tenancy import current_tenant, tenant_context
from leads.models import Lead
from orders.export import neutral
from tenants.models import Tenant

BATCH = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def rows_as_csv(leads: QuerySet[Lead]) -> Iterator[str]:
    """Return the lines of a CSV file in the bound tenant's words, newest first.

    They are read while they are sent, after the request let the tenant go: each batch binds it.
    """
    return _rows(leads.order_by("-pk").select_related("consent_text"), current_tenant())


def _rows(leads: QuerySet[Lead], tenant: Tenant) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    last: int | None = None
    while True:
        with tenant_context(tenant):
            head = "" if last else "\ufeff" + writer.writerow(_heads())
            batch = list((leads.filter(pk__lt=last) if last else leads)[:BATCH])
            lines = [writer.writerow([neutral(cell) for cell in _cells(row)]) for row in batch]
        yield head + "".join(lines)
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _heads() -> list[str]:
    heads = (_("When"), _("Name"), _("Phone"), _("E-mail"), _("Status"), _("Goal"), _("Page"))
    return [*heads, _("Campaign"), _("Answers"), _("Agreed to (version)")]


def _cells(lead: Lead) -> list[str]:
    return [
        f"{timezone.localtime(lead.captured_at):%d/%m/%Y %H:%M}",
        lead.name,
        format_phone(lead.phone),
        lead.email,
        lead.get_status_display(),
        lead.get_goal_display(),
        lead.origin_title or lead.origin_path,
        lead.utm.get("utm_campaign", ""),
        " · ".join(f"{row['label']}: {row['value']}" for row in lead.answers),
        str(lead.consent_text.version),
    ]
