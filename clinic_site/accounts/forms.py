"""allauth's forms with our labels and hints, and errors that say what to do."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site.accounts.field_encryption import DecryptionError
from intake.roles import ADMINISTRATOR_SUMMARY, ROLE_SUMMARIES

_ENTER_PASSWORD = _("Enter your password.")
_RULES = _("Use 15 characters or more. Avoid common passwords and your own name.")
_NUMERIC = {"inputmode": "numeric"}
_ENTER_CODE = _("Enter the code from your app, or one of your recovery codes.")


class TextsMixin:
    """For forms of Django and allauth: `texts` has each field's label, its error if empty, and its hint."""

    texts: ClassVar[dict[str, tuple[Any, ...]]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, required, *hint) in self.texts.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint[0] if hint else ""
            field.error_messages["required"] = required
            field.widget.attrs.pop("placeholder", None)
        for name, attributes in self.attributes.items():
            self.fields[name].widget.attrs |= attributes


def new_password(first: str, again: str) -> dict[str, tuple[Any, ...]]:
    """Return the texts of the two fields for a new password, by their names."""
    return {
        first: (_("New password"), _("Enter a new password."), _RULES),
        again: (_("New password, again"), _("Enter the new password again.")),
    }


class RolesField(forms.ModelMultipleChoiceField):
    """Roles to choose from, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        """Return the name of a role and what it may do."""
        return f"{obj.name}: {ROLE_SUMMARIES[obj.name]}" if obj.name in ROLE_SUMMARIES else obj.name


ADMINISTRATOR = format_lazy("{}: {}", _("Administrator"), ADMINISTRATOR_SUMMARY)


class UsernameMixin:
    """For forms of an account: rejects a username that another account has."""

    def clean_username(self) -> str:
        """Return the username. Raises ValidationError if another account has it in any case.

        Sign-in ignores the case: of two such accounts, one could not sign in.
        """
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This username is taken. Choose another one."), code="taken")
        return name


class SignInForm(TextsMixin, account.LoginForm):
    """Username and password."""

    texts = {
        "login": (_("Username"), _("Enter your username.")),
        "password": (_("Password"), _ENTER_PASSWORD),
    }
    attributes = {"login": {"autocapitalize": "none", "spellcheck": "false"}}


class ReauthenticateForm(TextsMixin, account.ReauthenticateForm):
    """Password, to reauthenticate."""

    texts = {"password": (_("Password"), _ENTER_PASSWORD)}


class ChangePasswordForm(TextsMixin, account.ChangePasswordForm):
    """Current password, and the new one twice."""

    texts = {
        "oldpassword": (_("Current password"), _("Enter your current password.")),
        **new_password("password1", "password2"),
    }


class SetPasswordForm(TextsMixin, account.SetPasswordForm):
    """A first password, twice."""

    texts = new_password("password1", "password2")


class _OneUse(TextsMixin):
    """Accepts each code from an app once.

    allauth remembers a code for one period, but accepts it for three (MFA_TOTP_TOLERANCE). It also stops at
    the first factor that no key decrypts; here, another factor of the same account can still be used.
    """

    user: AbstractBaseUser
    authenticator: Authenticator
    texts = {"code": (_("Code"), _ENTER_CODE, _("From your app, or a recovery code."))}
    attributes = {"code": _NUMERIC}

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError if it is wrong, was used, or can't be checked."""
        try:
            code = super().clean_code()
        except DecryptionError:
            code = self._code_of_readable_factor()
        if self.authenticator.type == Authenticator.Type.TOTP and not _is_first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _code_of_readable_factor(self) -> str:
        code = self.cleaned_data["code"]
        for factor in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            with suppress(DecryptionError):
                if factor.wrap().validate_code(code):
                    self.authenticator = factor
                    return code
        raise get_adapter().validation_error("unreadable_factor")


def _is_first_use(user: AbstractBaseUser, code: str) -> bool:
    digits = "".join(char for char in code if char.isdigit())
    accepted_for = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD  # seconds
    return cache.add(f"accounts.code.{user.pk}.{digits}", 1, accepted_for)


class CodeForm(_OneUse, mfa.AuthenticateForm):
    """Second factor at sign-in."""


class CodeAgainForm(_OneUse, mfa.ReauthenticateForm):
    """Second factor, to reauthenticate."""


class AddAppForm(TextsMixin, ActivateTOTPForm):
    """First code of a new authenticator app."""

    texts = {"code": (_("Code"), _("Enter the code from the app."), _("Six digits, from the app."))}
    attributes = {"code": _NUMERIC}

    def clean_code(self) -> str:
        """Return the code, which can't be used again. Raises ValidationError if it is wrong, or was used."""
        code = super().clean_code()
        if not _is_first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AddPasskeyForm(TextsMixin, AddWebAuthnForm):
    """Name of a new passkey, and whether it replaces the password too."""

    texts = {
        "name": (_("Passkey name"), "", _("To recognize it later, like “work phone”.")),
        "passwordless": (
            _("Use it instead of my password"),
            "",
            _("It then asks for your fingerprint, your face or a PIN."),
        ),
    }


class RenamePasskeyForm(TextsMixin, EditWebAuthnForm):
    """New name for a passkey."""

    texts = {"name": (_("Passkey name"), _("Enter a name."))}
