"""States of a code as pages show them, and what a failure of the PSP means for the next try."""

from django.utils.translation import gettext as _

from flowt import http

CREATING, READY, TROUBLE, FAILED = "creating", "ready", "trouble", "failed"
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 120.0
CREDENTIALS = (0, 401, 403)  # the owner may mend these; then the next try works


def is_final(failure: Exception) -> bool:
    """Would the same request be refused for ever?"""
    return isinstance(failure, http.Refused) and failure.status not in CREDENTIALS


def wait_seconds(failure: Exception, tries: int) -> float:
    """How long to wait before the next try: doubling, or what the PSP asks for."""
    wait: float = min(FIRST_WAIT_SECONDS * 2 ** min(tries - 1, 10), LONGEST_WAIT_SECONDS)
    asked = failure.retry_after if isinstance(failure, http.Unavailable) else None
    return max(wait, asked or 0.0)


def told(failure: Exception) -> str:
    """What the PSP said, for the owner: its own sentence where it gave one."""
    if isinstance(failure, http.CertificateRefused):
        return _("It takes no connection without a certificate that it knows.")
    if isinstance(failure, http.Refused):
        reasons = failure.problem.get("violacoes") or []
        first = reasons[0].get("razao") if reasons and isinstance(reasons[0], dict) else ""
        said = first or failure.problem.get("detail") or failure.problem.get("title") or ""
        return f"{failure.status}: {said}"[:200] if said else str(failure)[:200]
    return str(failure)[:200]
