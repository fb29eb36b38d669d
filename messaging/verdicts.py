"""What an error of a mail connection means, in the three words of `flowt.http`.

`Refused`: it surely was not taken, and would not be. `Unavailable`: it surely was not taken; try
again. `Ambiguous`: it may have been taken. Each tells a code of `messaging.reasons` first, and no
address or content.
"""

import re
import smtplib
import ssl
from typing import Any

import httpcore
import requests
from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import NewConnectionError

from flowt import egress, http
from messaging.smtp import Uncertain

BUSY = frozenset({408, 425, 429, 503})
_UNKNOWN_MAILBOX = re.compile(rb"\b5\.1\.[1-6]\b|no such user|user unknown|does not exist", re.I)
SIGN_IN, RECIPIENT, SENDER = "sign_in_refused", "recipient_refused", "sender_refused"


def judged(error: Exception) -> http.HttpFailure:
    """Return the error in our words."""
    if isinstance(error, http.HttpFailure):
        return error
    if isinstance(error, Uncertain):
        return http.Ambiguous("no_answer")
    if isinstance(error, egress.Forbidden):
        return http.Refused("not_public", status=0)
    if isinstance(error, httpcore.ConnectTimeout | httpcore.ConnectError):
        return http.Unavailable("unreachable")
    if isinstance(error, smtplib.SMTPException):
        return _smtp(error)
    if isinstance(error, AnymailError | requests.RequestException):
        return _api(error)
    if isinstance(error, ssl.SSLError):
        return http.Refused("no_encryption", status=0)
    if isinstance(error, OSError):
        return http.Unavailable("unreachable")
    if isinstance(error, ValueError | TypeError | KeyError | ImproperlyConfigured):
        return http.Refused("broken", status=0)
    return http.Ambiguous("no_answer")


def _smtp(error: smtplib.SMTPException) -> http.HttpFailure:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (550, b""))
        is_unknown = bool(_UNKNOWN_MAILBOX.search(said)) or code in (551, 553)
        return _answered(code, RECIPIENT if is_unknown else "content_refused")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return http.Refused("no_encryption", status=0)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _answered(error.smtp_code, SIGN_IN)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _answered(error.smtp_code, SENDER)
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        is_unknown = bool(_UNKNOWN_MAILBOX.search(said))
        return _answered(error.smtp_code, RECIPIENT if is_unknown else "content_refused")
    return http.Unavailable("unreachable")  # gone before the content was


def _answered(code: int, reason: str) -> http.HttpFailure:
    """An SMTP answer: 4xx is not now, 5xx is no."""
    if 500 <= code < 600:
        return http.Refused(f"{reason} ({code})", status=code)
    return http.Unavailable(f"too_busy ({code})")


def _api(error: Any) -> http.HttpFailure:
    status = getattr(error, "status_code", None)
    if isinstance(error, AnymailRecipientsRefused):
        return http.Refused(RECIPIENT, status=422)
    if status is None:
        return _no_status(error)
    if status in BUSY:
        pause = _retry_after(error)
        return http.Unavailable(f"too_busy ({status})", status=503, retry_after=pause)
    if status in (401, 403):
        return http.Refused(f"{SIGN_IN} ({status})", status=status)
    if 300 <= status < 500:
        return http.Refused(f"content_refused ({status})", status=status)
    return http.Ambiguous(f"no_answer ({status})", status=status)


def _no_status(error: Any) -> http.HttpFailure:
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return http.Unavailable("unreachable")
    if isinstance(error, requests.RequestException | AnymailRequestsAPIError):
        return http.Ambiguous("no_answer")
    return http.Refused("broken", status=0)  # anymail could not put it together


def _never_connected(error: Any) -> bool:
    for one in (error, error.__cause__):
        inner = one.args[0] if one is not None and one.args else None
        if isinstance(getattr(inner, "reason", None), NewConnectionError):
            return True
    return False


def _retry_after(error: Any) -> float | None:
    said = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    return min(float(said), 3600.0) if said.isdecimal() else None
