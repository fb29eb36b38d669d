"""Idempotency-Key: a request that is sent twice happens once, and is answered the same.

The slot is claimed in a transaction of its own, so that others see it. The work and its stored
reply then commit together: there is no moment at which an order exists and its reply does not. A
claim whose time is up may be taken over; the token keeps who was late from storing anything.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from flowt import due, rows
from flowt.api import problems
from flowt.api.models import StoredReply
from flowt.api.problems import FieldError, Problem, invalid
from flowt.errors import Refusal
from flowt.tenancy import current_schema

HEADER = "Idempotency-Key"
FORM = r"^[A-Za-z0-9._:-]{16,64}$"
FORGET = "api.forget_replies"
SWEPT_EVERY = timedelta(hours=6)
NEVER_STORED = frozenset({401, 403, 409, 429})  # and nothing from 500 on
REPLAYED = ("Content-Type", "Location", "ETag", "Link", "Content-Language")
RETRY_AFTER = {"Retry-After": "1"}
_scheduled: set[tuple[str, str]] = set()  # sweeps this process has scheduled already


class ClaimLost(Exception):
    """Another request took over: everything this one did is rolled back."""


def idempotent(*, required: bool) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Answer a repeat of the view's request, by its Idempotency-Key, with the stored reply.

    A view whose answer holds a person's data says in `request.api_about` with what it goes.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            key = _key_of(request, required=required)
            if not key:
                return view(request, *args, **kwargs)
            slot = sha256(f"{request.api_caller.id}\n{key}".encode()).hexdigest()
            request.api_slot = slot
            return _once(request, slot, lambda: view(request, *args, **kwargs))

        answered.flowt_idempotent = required  # type: ignore[attr-defined] # for the document
        return answered

    return decorate


def forget_old() -> int:
    """Delete replies that were kept long enough. Returns how many; a repeat is safe."""
    old = timezone.now() - StoredReply.KEPT_FOR
    return StoredReply.objects.filter(created_at__lt=old).delete()[0]


def forget_about(names: Iterable[str]) -> None:
    """Delete what was answered about these, as when a customer's data are erased."""
    StoredReply.objects.filter(about__in=list(names)).exclude(about="").delete()


def _key_of(request: HttpRequest, *, required: bool) -> str:
    key = request.headers.get(HEADER)
    if key is None:
        if required:
            raise Problem("idempotency_key_missing")
        return ""
    if not re.fullmatch(FORM[1:-1], key):
        sentence = _("Between 16 and 64 letters, digits and . _ : -, such as a UUID.")
        raise invalid(FieldError(f"/{HEADER}", sentence, "header"))
    return key


def _digest_of(request: Any) -> str:
    """What the request asks for. The order of members and the spaces between them do not count."""
    asked = [request.method, request.path, request.GET.dict(), getattr(request, "api_json", None)]
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _once(request: Any, slot: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    row = _claim(slot, _digest_of(request))
    if row.status is not None:
        return _replay(row)
    try:
        return _work(request, row, work)
    except ClaimLost:
        raise Problem("request_in_progress", headers=RETRY_AFTER) from None
    except Exception:
        _release(row)
        raise


def _work(request: Any, row: StoredReply, work: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        try:
            with transaction.atomic():
                answer = work()
        except Refusal as refusal:
            answer = problems.of_refusal(refusal)
        except Problem as problem:
            answer = problems.response(problem)
        mine = StoredReply.objects.filter(slot=row.slot, lock_token=row.lock_token)
        if answer.status_code in NEVER_STORED or answer.status_code >= 500:
            mine.delete()
        elif not mine.update(
            status=answer.status_code,
            headers={name: answer[name] for name in REPLAYED if answer.has_header(name)},
            body=answer.content.decode(),
            about=getattr(request, "api_about", ""),
        ):
            raise ClaimLost
    return answer


def _claim(slot: str, digest: str) -> StoredReply:
    """Take the slot, or return the reply it holds. Raises Problem: reused, or in progress."""
    now = timezone.now()
    fresh = StoredReply(
        slot=slot,
        request_digest=digest,
        lock_token=uuid4(),
        locked_until=now + StoredReply.LOCKED_FOR,
        created_at=now,
    )
    with transaction.atomic():
        if rows.insert(fresh, on_conflict="(slot) DO NOTHING"):
            _schedule_sweep(now)
            return fresh
        held = StoredReply.objects.select_for_update().filter(slot=slot).first()
        if held is None:  # refused, or swept, at this very moment
            raise Problem("request_in_progress", headers=RETRY_AFTER)
        is_old = held.created_at < now - StoredReply.KEPT_FOR
        if held.request_digest != digest and not is_old:
            raise Problem("idempotency_key_reused")
        if held.status is not None and not is_old:
            return held
        if held.status is None and held.locked_until > now:
            raise Problem("request_in_progress", headers=RETRY_AFTER)
        fresh.pk, fresh._state.adding = held.pk, False
        fresh.save()
        return fresh


def _replay(row: StoredReply) -> HttpResponse:
    answer = HttpResponse(row.body, status=row.status)
    for name, value in row.headers.items():
        answer[name] = value
    answer["Idempotency-Replayed"] = "true"
    return answer


def _release(row: StoredReply) -> None:
    """Let a repeat try at once. Where even that fails, the claim ends by itself."""
    try:
        StoredReply.objects.filter(slot=row.slot, lock_token=row.lock_token).delete()
    except DatabaseError:
        return


def _schedule_sweep(now: datetime) -> None:
    """One sweep for all replies of some hours, once their day is over; asked for once a process."""
    every = SWEPT_EVERY.total_seconds()
    over = (now + StoredReply.KEPT_FOR).timestamp() // every * every + every
    at = datetime.fromtimestamp(over, tz=now.tzinfo)
    known = current_schema(), at.isoformat()
    if known not in _scheduled:
        due.schedule(FORGET, at.isoformat(), run_at=at)
        transaction.on_commit(lambda: _remember(known))


def _remember(known: tuple[str, str]) -> None:
    if len(_scheduled) > 10_000:
        _scheduled.clear()
    _scheduled.add(known)
