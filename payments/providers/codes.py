"""Our references at the gateways, the addresses they give back, and their words of trouble."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings as django_settings

from flowt import http
from flowt.tenancy import current_schema
from payments.models import Payment
from payments.psp import words


def mark() -> str:
    """What our references begin with, so that other sales of the same account are left alone."""
    return "fl" + hashlib.sha256(current_schema().encode()).hexdigest()[:8]


def code_of(payment: Payment, number: int) -> str:
    """34 letters and digits, the same for every try; another in a copy of the tenant."""
    made = payment.created_at.isoformat()
    parts = [current_schema(), str(payment.pk), payment.key, made, str(number)]
    return mark() + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def is_own_page(url: str) -> bool:
    """An address to which a payer may be sent: by https, or of the demo's simulator."""
    simulator = django_settings.FLOWT_GATEWAY_SIMULATOR
    if simulator and url.startswith(f"{simulator}/"):
        return True
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


def told(failure: Exception) -> str:
    """What the provider said, for the owner: its own sentence where it gave one."""
    problem = failure.problem if isinstance(failure, http.Refused) else {}
    error, errors = problem.get("error"), problem.get("errors")
    said = error.get("message") if isinstance(error, dict) else None
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        said = said or errors[0].get("description")
    said = said or problem.get("message")
    status = getattr(failure, "status", 0)
    return f"{status}: {said}"[:200] if said else words.told(failure)
