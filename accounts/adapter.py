"""How allauth behaves here: no public sign-up, demo passwords only in a demo, our addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.site import bind_session
from flowt.crypto import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation. A demo user's password is public: refused outside the demo."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not settings.FLOWT_DEMO:
            return None
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        bind_session(request)

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, purpose="mfa")
