"""allauth's forms in our words: a label above each box, and errors that say what to do."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.forms import Form
from django.utils.translation import gettext_lazy as _

_ENTER_PASSWORD = _("Enter your password.")
_RULES = _("15 characters or more. Not a common password, and not like your name.")
_ENTER_CODE = _("Enter the code from your app, or one of your recovery codes.")


def _put(form: Form, name: str, label: Any, required: Any, hint: Any = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "login", _("User name"), _("Enter your user name."))
        _put(self, "password", _("Password"), _ENTER_PASSWORD)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "password", _("Password"), _ENTER_PASSWORD)


class ChangePasswordForm(account.ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "oldpassword", _("Current password"), _("Enter your current password."))
        _put(self, "password1", _("New password"), _("Enter a new password."), _RULES)
        _put(self, "password2", _("New password, again"), _("Enter the new password a second time."))


class SetPasswordForm(account.SetPasswordForm):
    """A first password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "password1", _("New password"), _("Enter a new password."), _RULES)
        _put(self, "password2", _("New password, again"), _("Enter the new password a second time."))


class CodeForm(mfa.AuthenticateForm):
    """The second factor at signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", _("Code"), _ENTER_CODE, _("From your app, or a recovery code."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class CodeAgainForm(mfa.ReauthenticateForm):
    """The second factor once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", _("Code"), _ENTER_CODE, _("From your app, or a recovery code."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddAppForm(ActivateTOTPForm):
    """The first code of a new app, as proof that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", _("Code"), _("Enter the code that the app shows."), _("Six digits, from the app."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(AddWebAuthnForm):
    """A name for a new passkey, and whether it may stand in for the password as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "name", _("Name of this passkey"), "", _("So that you know it again, like “work phone”."))
        _put(
            self,
            "passwordless",
            _("Let it stand in for the password too"),
            "",
            _("It then asks for your finger, your face or a PIN."),
        )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "name", _("Name of this passkey"), _("Enter a name."))
