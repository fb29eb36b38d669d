"""Whose server takes our e-mails: one module a member, found by its `kind`.

A member says what it asks of the tenant (`Settings`), makes a Django mail connection of it, and
reads the webhooks of that provider through anymail. What its errors mean is `messaging.verdicts`'
to know.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from anymail.exceptions import AnymailWebhookValidationFailure
from django import forms
from django.core.mail import get_connection
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from flowt.registry import Registry

CONNECT_SECONDS, ANSWER_SECONDS = 5, 20
TOLERANCE_SECONDS = 300  # between a webhook's signature and its arrival
HARD = frozenset({"invalid", "bounced", "blocked"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing a webhook said, of whichever provider. `event` is one of anymail's types."""

    key: str
    event: str
    provider_id: str
    reference: str  # ours, as we gave it with the message
    recipient: str
    reason: str
    detail: str
    is_hard: bool
    at: datetime | None


class Provider:
    """Base of the family. `settings` is what the tenant's `Settings` form cleaned to."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise]
    icon: ClassVar[str] = "mail"
    position: ClassVar[int] = 50
    secrets: ClassVar[frozenset[str]] = frozenset()  # settings never rendered back
    needs_sender: ClassVar[bool] = True  # the tenant's own address stands in From
    # Anymail's, where the provider tells what became of it; named, because one of them takes a
    # third of a second to import.
    webhook_view: ClassVar[str] = ""
    webhook_help: ClassVar[str | Promise] = ""
    do_not_call_in_templates: ClassVar[bool] = True  # a page lists the classes themselves

    Settings: ClassVar[type[forms.Form]] = forms.Form

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings

    @classmethod
    def is_offered(cls) -> bool:
        return True

    @property
    def is_complete(self) -> bool:
        fields = self.Settings.base_fields.items()
        return all(self.settings.get(name) for name, field in fields if field.required)

    def connection(self) -> Any:
        """A mail backend of this tenant alone: nothing of it is read from global settings."""
        raise NotImplementedError

    def webhook_options(self, *, basic: str) -> dict[str, Any]:
        """What anymail's view verifies with. `basic` is "user:password" of the address we give."""
        return {"webhook_secret": basic}

    def told(self, request: HttpRequest, *, basic: str) -> list[Any]:
        """Verify a webhook's request on its raw bytes, and return anymail's events.

        Raises AnymailWebhookValidationFailure, or what parsing junk raises.
        """
        view = import_string(self.webhook_view)(**self.webhook_options(basic=basic))
        view.run_validators(request)
        signed_at = self.signed_at(request)
        if signed_at is not None and abs(time.time() - signed_at) > TOLERANCE_SECONDS:
            raise AnymailWebhookValidationFailure("signed too long ago, or not yet")
        found: list[Any] = view.parse_events(request)
        return found

    def signed_at(self, request: HttpRequest) -> float | None:
        """When a genuine request was signed, where anymail does not judge that; None: it does,
        or nothing is signed."""
        return None

    def is_hard(self, event: Any) -> bool:
        """Does a bounce say that the address is not worth another try?"""
        return event.reject_reason in HARD


class ApiProvider(Provider):
    """One that anymail reaches over HTTP."""

    backend: ClassVar[str]  # of anymail.backends
    secrets = frozenset({"api_key", "webhook_key"})

    def options(self) -> dict[str, Any]:
        """The backend's own arguments."""
        return {"api_key": self.settings["api_key"]}

    def connection(self) -> Any:
        made: Any = get_connection(
            f"anymail.backends.{self.backend}.EmailBackend",
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            ignore_unsupported_features=True,
            **self.options(),
        )
        made.open()
        made.session.trust_env = False  # no proxy, no .netrc of the machine
        made.session.max_redirects = 0
        return made


providers: Registry[Provider] = Registry(Provider)


def offered() -> list[type[Provider]]:
    """The members that may be chosen here, as their page shows them."""
    return sorted((one for one in providers if one.is_offered()), key=lambda one: one.position)
