"""Adapters for allauth: who may sign in, error messages, and encryption of TOTP seeds."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic
from clinic_site.accounts import field_encryption
from clinic_site.core.qr import qr_code
from clinic_site.errors import security_log

WRONG = _("We couldn’t sign you in with this username and password. Check both and try again.")
#: The event that is logged when no key decrypts a second factor.
UNREADABLE_EVENT = "second factor cannot be opened with the keys of this site"
#: Advice to people whose second factor no key decrypts.
UNREADABLE = _(
    "Use a passkey if you have one, or ask an administrator to remove your second factors so that you can set"
    " up new ones. If you’re the only administrator, ask the person who looks after this site."
)
_CODE = _("This code didn’t work. Enter the newest code from your app, or an unused recovery code.")


class AccountAdapter(DefaultAccountAdapter):
    """Allow active staff only, with the same message for every other account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": _("This isn’t your password. Check it and try again."),
        "enter_current_password": _("This isn’t your current password. Check it and try again."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "incorrect_code": _CODE,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error to show, and log it if a rate limit was reached."""
        if code == "too_many_login_attempts":
            security_log.refused("too many tries", self.request)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: staff accounts are created by an administrator."""
        return False

    def get_reauthentication_methods(self, user: AbstractUser) -> list[dict[str, str]]:
        """Return the reauthentication methods, without the password if the user has a second factor."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"] or methods

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing: `throttling` counts. A limit by name alone would let anyone lock out anyone."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        """Return the active staff user with this password, or None, also for disabled users."""
        user = super().authenticate(request, **credentials)
        if user is None or (user.is_active and user.is_staff):
            return user
        security_log.refused("sign-in refused", request)
        return None

    def pre_login(self, request: HttpRequest, user: AbstractUser, **kwargs: Any) -> HttpResponse | None:
        """Reject users who are not staff, whichever sign-in method they used."""
        if not user.is_staff:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractUser) -> HttpResponse:
        """Show users who may not sign in the same message as for an unknown passkey."""
        security_log.refused("sign-in refused", request)
        messages.error(request, _("We couldn’t sign you in with this passkey."))
        return redirect("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypt seeds, and give apps and passkeys the clinic's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _CODE,
        "unreadable_factor": format_lazy(
            "{} {}", _("We can’t check this code: the site’s key for it was lost or replaced."), UNREADABLE
        ),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error to show; log a wrong code or passkey, and a factor that no key decrypts."""
        if code == "incorrect_code":
            security_log.refused("second factor refused", self.request)
        if code == "unreadable_factor":
            security_log.refused(UNREADABLE_EVENT, self.request)
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        """Return a seed encrypted for storage."""
        return field_encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a decrypted seed. Raises DecryptionError."""
        return field_encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractUser) -> str:
        """Return the username, which an authenticator app shows next to the clinic's name."""
        return user.get_username()

    def generate_authenticator_name(self, user: AbstractUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the default name of a new passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %d") % number

    def get_totp_issuer(self) -> str:
        """Return the clinic's name."""
        return clinic.current().clinic.name

    def build_totp_svg(self, url: str) -> SafeString:
        """Return a QR code as inline SVG; allauth's `data:` image violates our Content-Security-Policy."""
        code = qr_code(url)
        return format_html(
            '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
            '<path d="{path}"/></svg>',
            size=code.size,
            path=code.path,
            label=_("QR image of the setup key shown below"),
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the WebAuthn relying party: this host, with the clinic's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": clinic.current().clinic.name}
