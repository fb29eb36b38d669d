"""How allauth behaves here: no public sign-up, guesses counted by us, our addresses and keys."""

from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import guard, known_device
from accounts.models import SignIn
from accounts.operations import sign_ins
from accounts.site import bind_session, on_canonical_host, site_of
from flowt.audit.trail import record
from flowt.crypto import decrypt, encrypt
from flowt.tenancy import PUBLIC, public_schema

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation. A demo user's password is public: refused outside the demo."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.tried = guard.password_try(request, credentials.get("email") or "")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not settings.FLOWT_DEMO:
            return None
        if user is not None:
            self.tried.was_right()
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in: a new session id, a row it lives by, and a browser we know from now on."""
        records = get_authentication_records(request, user)
        super().login(request, user)
        sign_in = sign_ins.note_sign_in(
            user,
            site=site_of(request),
            host=request.get_host(),
            method=_method_of(records),
            has_second_factor=any(record["method"] == "mfa" for record in records),
            ip=request.META.get("REMOTE_ADDR", ""),
            device=request.META.get("HTTP_USER_AGENT", ""),
        )
        bind_session(request, sign_in)
        known_device.remember(request, user.email)

    def logout(self, request: HttpRequest) -> None:
        sign_in = getattr(request, "sign_in", None) if request.user.is_authenticated else None
        super().logout(request)
        if sign_in is not None:
            sign_ins.end_sign_in(sign_in, actor=sign_in.user)

    def set_password(self, user: Any, password: str) -> None:
        """Every other session ends. Who resets it has read the account's mail: this browser is
        known from now on, and whoever guessed before has to begin anew."""
        super().set_password(user, password)
        with public_schema():
            record("user.reset_password", user, actor=user)
        current = getattr(self.request, "sign_in", None)
        is_own = current is not None and current.user_id == user.pk
        sign_ins.end_sign_ins(user, actor=user, keep=current.pk if is_own else None)
        guard.forgive(user.email)
        known_device.remember(self.request, user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links in letters lead to the site's canonical host, whatever the request's Host said.

        Mail that fails is logged: an error page would tell who has an account.
        """
        for name, value in context.items():
            if name.endswith("_url") and isinstance(value, str):
                context[name] = on_canonical_host(self.request, value)
        host = urlsplit(on_canonical_host(self.request, "/")).netloc
        site = {"current_site": SimpleNamespace(name=host, domain=host)}
        try:
            super().send_mail(template_prefix, email, context | site)
        except (SMTPException, OSError) as error:
            log.warning("letter_not_sent", letter=template_prefix, error=str(error))

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        found = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in found]


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are encrypted at rest, for every host alike. Passkeys belong to the
    installation's domain where the host is part of it, and to the host itself elsewhere."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "wrong_passkey": _("This passkey was not accepted. Try again, or come in another way."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose="mfa", scope=PUBLIC)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, purpose="mfa", scope=PUBLIC)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": relying_party(context.request.get_host()), "name": "Flowt"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        count = user.authenticator_set.filter(type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


def relying_party(host: str) -> str:
    """Return the name that passkeys of `host` are bound to. Browsers take no single word such as
    "localhost" for a domain that its sub-domains share."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".")
    base: str = settings.FLOWT_BASE_DOMAIN
    return base if "." in base and name.endswith(f".{base}") else name


def _method_of(records: list[dict[str, Any]]) -> str:
    if any(record.get("passwordless") for record in records):
        return SignIn.Method.PASSKEY
    if any(record["method"] == "password" for record in records):
        return SignIn.Method.PASSWORD
    return SignIn.Method.INVITATION
