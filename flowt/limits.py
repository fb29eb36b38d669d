"""How often something may be tried: sliding windows in Redis, per tenant and subject.

`RATES` names every limit. A limit counts in the bound tenant (in `public` on the main host), and a
subject (an address, an e-mail, a key) is stored only as a keyed hash. Where Redis does not answer,
this process counts by itself, or refuses, as the limit says; it asks Redis again after a moment.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

import structlog
from django.conf import settings
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage

from flowt.errors import TooMany
from flowt.redis import RedisError
from flowt.tenancy import scoped

log = structlog.get_logger()
Result = TypeVar("Result")
Found = TypeVar("Found")
ASK_AGAIN_SECONDS = 5
WITHOUT_REDIS_RETRY_SECONDS = 30
_redis_lost_until = 0.0  # on the monotonic clock


@dataclass(frozen=True)
class Rate:
    """`per`: as in "90/10 minutes". `without_redis`: this process counts alone, or all is refused.

    `FLOWT_RATES` in the environment replaces `per` by name, or of all by "*".
    """

    per: str
    without_redis: Literal["count here", "refuse"] = "count here"


RATES: dict[str, Rate] = {
    # A room full of phones behind one address orders for hours; a script does not stop there.
    "order.place.address": Rate("200/10 minutes"),
    "order.place.visitor": Rate("40/10 minutes"),
    "order.receipt": Rate("20/10 minutes"),  # of one order: drawing a PDF is work
    "order.unknown": Rate("30/10 minutes"),  # guessed addresses of orders and tabs
    "tab.join": Rate("120/10 minutes"),  # a full room sits down behind one address
    "tab.act": Rate("60/10 minutes"),  # of one phone: bill, split, pay
    "tab.call": Rate("12/10 minutes"),  # of one table
    "menu.stream": Rate("1200/10 minutes"),  # addresses of streams for open menus
    "coupon.visitor": Rate("12/10 minutes"),  # guessed codes of coupons
    "coupon.address": Rate("60/10 minutes"),
    "offer.person": Rate("30/10 minutes"),  # telephones asked about, of one visitor
    "cart.start": Rate("300/10 minutes"),  # carts begun without a session
    "interest.address": Rate("30/10 minutes"),
    "interest.phone": Rate("10/day"),  # one number, whoever types it in
    "lead.address": Rate("30/10 minutes"),
    "lead.contact": Rate("10/day"),  # one phone or e-mail, whoever types it in
    "consent": Rate("60/10 minutes"),
    "scan": Rate("300/10 minutes"),
    "scan.unknown": Rate("30/10 minutes"),  # guessed codes
    "invitation.unknown": Rate("20/10 minutes"),  # guessed links
    "invitation.accept": Rate("20/10 minutes"),  # hashing a password is work
    "invitation.send": Rate("60/hour"),  # e-mails to strangers, of one business
    "mail.test": Rate("20/hour"),  # connections to whatever server somebody typed
    "browser.report": Rate("60/10 minutes"),
    "offers.cost": Rate("60/10 minutes"),  # judging a month of orders is work
    "catalog.import": Rate("60/10 minutes"),
    "upload.picture": Rate("200/10 minutes"),
}


@dataclass(frozen=True)
class Verdict:
    """What a try came to. `reset_seconds`: until the whole quota is back. `retry_after_seconds`:
    until a try of the same cost may pass; 0 where this one did."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    retry_after_seconds: int
    name: str = ""
    window_seconds: int = 0


def take(name: str, subject: str, rate: str | None = None, *, cost: int = 1) -> Verdict:
    """Count one try of `subject`, if there is room for it. A refused try is not counted.

    `rate` replaces the declared one where it depends on the caller, as on a plan.
    """
    attempt = _Try.of(name, subject, rate, cost)
    return _with_store(attempt, lambda store: attempt.verdict(store, attempt.acquire(store)))


def guard(name: str, subject: str, *, cost: int = 1) -> None:
    """Count one try. Raises TooMany, with the time to wait, where there is no room for it.

    One trip to Redis where the try passes, unlike `take`.
    """
    attempt = _Try.of(name, subject, None, cost)
    refused = _with_store(
        attempt,
        lambda store: None if attempt.acquire(store) else attempt.verdict(store, False),
    )
    if refused is not None:
        log.warning("rate_refused", limit=name, retry_after=refused.retry_after_seconds)
        raise too_many(refused)


def look(name: str, subject: str) -> Verdict:
    """Say how `subject` stands, and count nothing: where only a wrong guess is to cost."""
    attempt = _Try.of(name, subject, None, 1)
    return _with_store(attempt, lambda store: attempt.verdict(store, None))


def guessed(name: str, subject: str, found: Found | None) -> Found | None:
    """Return what was found. A wrong guess is counted; whoever made too many is told nothing.

    Raises TooMany then, also where this guess was right.
    """
    if found is None:
        guard(name, subject)
    elif not (verdict := look(name, subject)).allowed:
        raise too_many(verdict)
    return found


def too_many(verdict: Verdict) -> TooMany:
    """Return the refusal of a verdict: it says how long to wait."""
    return TooMany(retry_after_seconds=verdict.retry_after_seconds)


def headers(verdict: Verdict) -> dict[str, str]:
    """Return RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-09), and
    Retry-After of a refusal."""
    found = {
        "RateLimit-Policy": f'"{verdict.name}";q={verdict.limit};w={verdict.window_seconds}',
        "RateLimit": f'"{verdict.name}";r={verdict.remaining};t={verdict.reset_seconds}',
    }
    if not verdict.allowed:
        found["Retry-After"] = str(verdict.retry_after_seconds)
    return found


def forget() -> None:
    """Forget what this process counted by itself, and that Redis was lost."""
    global _redis_lost_until  # noqa: PLW0603 - one circuit a process
    _redis_lost_until = 0.0
    _here.cache_clear()


@dataclass(frozen=True)
class _Try:
    """One try at one limit; a store is Redis's or this process's."""

    name: str
    key: str
    item: RateLimitItem
    cost: int

    @classmethod
    def of(cls, name: str, subject: str, rate: str | None, cost: int) -> "_Try":
        declared, given = RATES[name], settings.FLOWT_RATES  # not declared: a mistake
        item = _parsed(given.get(name) or given.get("*") or rate or declared.per)
        who = salted_hmac("flowt.limits", f"{name}:{subject}", algorithm="sha256").hexdigest()
        key = scoped(f"rate:{name}:{item.amount}:{item.get_expiry()}:{who[:32]}")
        return cls(name, key, item, cost)

    def acquire(self, store: Any) -> bool:
        window = self.item.get_expiry()
        allowed: bool = store.acquire_sliding_window_entry(
            self.key, self.item.amount, window, self.cost
        )
        return allowed

    def verdict(self, store: Any, allowed: bool | None) -> Verdict:
        """Read the window. `allowed` None asks whether the try would pass now."""
        window = self.item.get_expiry()
        before, before_left, now, now_left = store.get_sliding_window(self.key, window)
        used = math.floor(before * before_left / window) + now
        if allowed is None:
            allowed = used + self.cost <= self.item.amount
        left = now_left if now else before_left if before else 0
        return Verdict(
            allowed=allowed,
            limit=self.item.amount,
            remaining=max(0, self.item.amount - used),
            reset_seconds=math.ceil(left),
            retry_after_seconds=0 if allowed else self._wait(before, before_left, now, now_left),
            name=self.name,
            window_seconds=window,
        )

    def _wait(self, before: int, before_left: float, now: int, now_left: float) -> int:
        """Seconds until the try passes, if nothing else is tried; at least 1.

        The window before counts with the share of it still in sight. A counter lives for two
        windows and becomes the window before at half of that.
        """
        window, free = self.item.get_expiry(), self.item.amount - self.cost
        if now <= free and before:
            wait = before_left - (free - now + 1) * window / before
        else:
            wait = now_left - (free + 1) * window / max(now, 1)
        return max(1, math.ceil(min(wait, 2 * window)))

    def refused_blindly(self) -> Verdict:
        wait = WITHOUT_REDIS_RETRY_SECONDS
        return Verdict(False, self.item.amount, 0, wait, wait, self.name, self.item.get_expiry())


def _with_store(attempt: _Try, count: Callable[[Any], Result]) -> Result | Verdict:
    """Count in Redis; where it does not answer, in this process or not at all."""
    if time.monotonic() >= _redis_lost_until:
        try:
            return count(_redis())
        except RedisError as error:
            _lose_redis(error)
    if RATES[attempt.name].without_redis == "refuse":
        return attempt.refused_blindly()
    return count(_here())


def _lose_redis(error: RedisError) -> None:
    global _redis_lost_until  # noqa: PLW0603
    log.warning("rates_without_redis", error=str(error))
    _redis_lost_until = time.monotonic() + ASK_AGAIN_SECONDS


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


@cache
def _redis() -> RedisStorage:
    return RedisStorage(
        settings.REDIS_URL,
        key_prefix="rates",
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        health_check_interval=0,
    )


@cache
def _here() -> MemoryStorage:
    return MemoryStorage()
