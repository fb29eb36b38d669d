"""Making, renaming and archiving printed codes, and noting that one was scanned."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.items import Item
from flowt.audit.trail import record
from flowt.events import publish
from tracking.errors import TableTaken
from tracking.events import QrScanned
from tracking.models import QrCode, Scan

Kind = QrCode.Kind


@transaction.atomic
def create_tables(labels: list[str], *, qr_src: str = "mesa", actor: Any) -> list[QrCode]:
    """Make a code for each table that has none, all or none. Raises TableTaken."""
    active = QrCode.objects.active().filter(kind=Kind.TABLE, table_label__in=labels)
    if taken := sorted(active.values_list("table_label", flat=True)):
        raise TableTaken(tables=", ".join(taken[:8]))
    made = [
        QrCode(
            kind=Kind.TABLE,
            label=_("Table %(table)s") % {"table": label},
            table_label=label,
            qr_src=qr_src,
            utm={"utm_source": "qr", "utm_medium": "mesa"},
        )
        for label in labels
    ]
    try:
        with transaction.atomic():
            QrCode.objects.bulk_create(made)
    except IntegrityError:  # somebody made one of them at the same moment
        raise TableTaken(tables=", ".join(labels[:8])) from None
    record("qr.create", made[0], actor=actor, after={"tables": labels})
    return made


@transaction.atomic
def create_code(
    *, kind: str, label: str, qr_src: str, item: Item | None = None, campaign: str = "", actor: Any
) -> QrCode:
    """Make a code for the menu or for an item. Tables have `create_tables`."""
    utm = {"utm_source": "qr", "utm_medium": qr_src}
    if campaign:
        utm["utm_campaign"] = campaign
    code = QrCode.objects.create(kind=kind, label=label, qr_src=qr_src, item=item, utm=utm)
    record("qr.create", code, actor=actor, after={"kind": kind, "label": label})
    return code


@transaction.atomic
def change_code(code: QrCode, *, label: str, qr_src: str, campaign: str = "", actor: Any) -> QrCode:
    """Rename a code, or count its scans under another origin. What is printed stays good."""
    code = QrCode.objects.select_for_update().get(pk=code.pk)
    before = {"label": code.label, "qr_src": code.qr_src}
    code.label, code.qr_src = label, qr_src
    code.utm = {**code.utm, "utm_medium": qr_src, "utm_campaign": campaign}
    code.utm = {name: value for name, value in code.utm.items() if value}
    code.save(update_fields=["label", "qr_src", "utm"])
    record("qr.change", code, actor=actor, before=before, after={"label": label, "qr_src": qr_src})
    return code


@transaction.atomic
def archive_code(code: QrCode, *, actor: Any) -> QrCode:
    """Take a code out of use: who scans it is told so. A repeat changes nothing."""
    code = QrCode.objects.select_for_update().get(pk=code.pk)
    if code.archived_at is None:
        code.archived_at = timezone.now()
        code.save(update_fields=["archived_at"])
        record("qr.archive", code, actor=actor)
    return code


@transaction.atomic
def restore_code(code: QrCode, *, actor: Any) -> QrCode:
    """Bring an archived code back. Raises TableTaken if its table has another one by now."""
    code = QrCode.objects.select_for_update().get(pk=code.pk)
    if code.archived_at is None:
        return code
    code.archived_at = None
    try:
        with transaction.atomic():
            code.save(update_fields=["archived_at"])
    except IntegrityError:
        raise TableTaken(tables=code.table_label) from None
    record("qr.restore", code, actor=actor)
    return code


@transaction.atomic
def record_scan(code: QrCode, *, correlation_id: UUID) -> Scan:
    """Count a scan. Nothing of the person is kept."""
    scan = Scan.objects.create(qr_code=code, correlation_id=correlation_id)
    publish(
        QrScanned(
            qr_code_id=code.pk,
            code=code.code,
            kind=code.kind,
            table_label=code.table_label,
            correlation_id=str(correlation_id),
        )
    )
    return scan
