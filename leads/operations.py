"""Every write of leads."""

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from flowt.audit.trail import record
from flowt.events import publish
from flowt.tenancy import scoped
from leads.events import LeadCaptured, LeadMoved
from leads.models import ConsentText, Lead
from leads.requests import Agreement, Came, Contact
from orders.requests import Journey
from people.contacts import remember_contact
from people.models import Consent, Person
from people.operations import record_consent

REPEAT_WITHIN = timedelta(minutes=10)  # a form sent twice, or again after "back"


@transaction.atomic
def capture_lead(*, who: Contact, came: Came, agreed: Agreement, journey: Journey) -> Lead:
    """Keep somebody who asked to be contacted, linked to the person of that phone or e-mail.

    The same contact with the same answers from the same page within ten minutes is the same lead:
    it is returned, nothing is written and nobody hears of it again.
    """
    fingerprint = _fingerprint(who, came)
    _take_turns(f"lead {fingerprint}")
    since = timezone.now() - REPEAT_WITHIN
    known = Lead.objects.filter(fingerprint=fingerprint, captured_at__gte=since).first()
    if known:
        return known
    person = remember_contact(name=who.name, phone=who.phone, email=who.email)
    lead = Lead.objects.create(
        person=person,
        name=who.name,
        email=who.email,
        phone=who.phone,
        goal=came.goal,
        source=came.source,
        origin_path=came.path,
        origin_title=came.title,
        answers=[{"label": label, "value": value} for label, value in came.answers],
        correlation_id=journey.correlation_id,
        via=journey.via,
        qr_src=journey.qr_src,
        utm=journey.utm,
        consent_text=_words(agreed.text),
        consent=_consent(person, agreed),
        fingerprint=fingerprint,
    )
    publish(_captured(lead))
    return lead


@transaction.atomic
def move_lead(lead: Lead, *, status: str, actor: Any) -> Lead:
    """Say what became of a lead. The same status again changes nothing."""
    lead = Lead.objects.select_for_update().get(pk=lead.pk)
    before = lead.status
    if status == before:
        return lead
    lead.status = Lead.Status(status)
    lead.save(update_fields=["status", "updated_at"])
    record("lead.move", lead, actor=actor, before={"status": before}, after={"status": status})
    publish(LeadMoved(lead_id=lead.pk, status=lead.status), actor=actor)
    return lead


def _captured(lead: Lead) -> LeadCaptured:
    return LeadCaptured(
        lead_id=lead.pk,
        person_id=lead.person_id,
        goal=lead.goal,
        source=lead.source,
        origin_path=lead.origin_path,
        via=lead.via,
    )


def _fingerprint(who: Contact, came: Came) -> str:
    told = [came.path, who.phone, who.email.lower(), who.name.lower(), list(came.answers)]
    return blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def _words(text: str) -> ConsentText:
    """Return the row of this wording, made with the next version if it is new."""
    text = text.strip()[:600]
    known = ConsentText.objects.filter(text=text).first()
    if known:
        return known
    _take_turns("consent text")
    known = ConsentText.objects.filter(text=text).first()
    if known:
        return known
    last = ConsentText.objects.aggregate(last=Max("version"))["last"] or 0
    return ConsentText.objects.create(text=text, version=last + 1)


def _consent(person: Person, agreed: Agreement) -> Consent:
    purposes = [Consent.Purpose.MARKETING.value] if agreed.covers_marketing else []
    return record_consent(visitor_id=uuid4(), purposes=purposes, source="form", person=person)


def _take_turns(name: str) -> None:
    """Let whoever does the same at the same moment wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [scoped(name)],
        )
