"""allauth's forms of the second factor, with our counting of guesses and using up of codes."""

from typing import Any

from allauth.account.forms import ResetPasswordForm as BaseResetForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import guard
from accounts.models import User
from accounts.operations import codes

CODE_HELP = _("Six digits from the app, or one of your recovery codes.")


def has_second_factor(user: User) -> bool:
    """Is there an authenticator app or a passkey? Recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


class _Code:
    """Counts the try, and uses the code up."""

    user: User
    cleaned_data: dict[str, Any]
    authenticator: Authenticator
    _emit_authentication_failed: Any

    def clean_code(self) -> str:
        tried = guard.code_try(context.request, self.user)
        code: str = self.cleaned_data["code"]
        authenticator = codes.use_code(self.user, code)
        if authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        tried.was_right()
        self.authenticator = authenticator
        return code


class AuthenticateForm(_Code, base.AuthenticateForm):
    code = forms.CharField(label=_("Code"), max_length=20, help_text=CODE_HELP)


class ReauthenticateForm(_Code, base.ReauthenticateForm):
    code = forms.CharField(label=_("Code"), max_length=20, help_text=CODE_HELP)


class ActivateTotpForm(BaseActivateForm):
    """Switches the app on with its first code, which is used up by that."""

    code = forms.CharField(label=_("Code of the app"), max_length=20)

    def clean_code(self) -> str:
        tried = guard.code_try(context.request, self.user)
        code: str = self.cleaned_data["code"]
        counter = codes.counter_of(self.secret, code)
        if counter is None:
            raise get_adapter().validation_error("incorrect_code")
        tried.was_right()
        context.request.first_totp_counter = counter
        return code


class CredentialField(forms.JSONField):
    """What the browser says of a passkey. What is nested deeper than any passkey is no JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:
            text = self.error_messages["invalid"]
            raise forms.ValidationError(text, code="invalid", params={"value": ""}) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never shown again: a passkey's answer is good for one try."""
        return None


class _Passkey:
    """Counts the try, and takes whatever was sent instead of a passkey's answer for a wrong one."""

    def clean_credential(self) -> Authenticator:
        tried = guard.passkey_try(context.request)
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (ValueError, TypeError, KeyError, AttributeError, LookupError) as error:
            raise get_adapter().validation_error("wrong_passkey") from error
        except forms.ValidationError as error:
            raise get_adapter().validation_error("wrong_passkey") from error
        tried.was_right()
        return found


class AuthenticatePasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()


class ReauthenticatePasskeyForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()


class LoginPasskeyForm(_Passkey, webauthn.LoginWebAuthnForm):
    credential = CredentialField()


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    credential = CredentialField()
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("So that you know it among others: this phone, the key on your key ring."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, your face or its PIN."),
    )

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().clean()
        except (ValueError, TypeError, KeyError, AttributeError, LookupError) as error:
            raise get_adapter().validation_error("wrong_passkey") from error
        return data


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60)


class ResetPasswordForm(BaseResetForm):
    """Asks for a letter. One who has had enough of them gets no more, and no other answer."""

    def save(self, request: Any, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        if guard.may_write(request, email):
            return str(super().save(request, **kwargs))
        return email
