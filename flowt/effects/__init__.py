"""Outgoing effects: a message, a charge, a call to somebody's webhook. Each leaves at most once.

`request_effect()` writes a row in the caller's transaction; a worker commits `sending` and only
then calls the provider, through the `EffectKind` that an app registered. A provider that takes an
idempotency key is asked again with the same key; with any other, an answer that did not come makes
the effect `unknown` until a status webhook or a person says what became of it.
"""

from flowt.effects.kinds import Accepted, EffectKind, Sending, Verdict, Withheld, kinds

__all__ = ["Accepted", "EffectKind", "Sending", "Verdict", "Withheld", "kinds"]
