"""Where allauth asks the project: who may sign in, what is said, how seeds are kept."""

from __future__ import annotations

from typing import Any

import qrcode
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
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic, refusal_log
from clinic_site.doors import at_rest

WRONG = _("We could not sign you in with this user name and password. Check both and try again.")
_CODE = _("This code did not work. Enter the newest code from your app, or a recovery code not used before.")
_QUIET_ZONE = 4  # modules of white around a QR code (ISO/IEC 18004)


class AccountAdapter(DefaultAccountAdapter):
    """Lets in active staff only, and tells nobody why somebody else was not let in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": _("This is not your password. Check it and try again."),
        "enter_current_password": _("This is not your current password. Check it and try again."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "incorrect_code": _CODE,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error to show; that a limit holds somebody up is written down."""
        if code == "too_many_login_attempts":
            refusal_log.refused("too many tries", self.request)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to `lockout`: a limit by name alone would let anybody lock anybody out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        """Return active staff with this password, or None: for the disabled as for the unknown."""
        user = super().authenticate(request, **credentials)
        if user is None or (user.is_active and user.is_staff):
            return user
        refusal_log.refused("sign-in refused", request)
        return None

    def pre_login(self, request: HttpRequest, user: AbstractUser, **kwargs: Any) -> HttpResponse | None:
        """Turn away who may not sign in, whichever way they came."""
        if not user.is_staff:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractUser) -> HttpResponse:
        """Say to a disabled person with a passkey what is said to everybody else."""
        refusal_log.refused("sign-in refused", request)
        messages.error(request, _("We could not sign you in with this passkey."))
        return redirect("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals seeds, and names the clinic to apps and passkeys."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _CODE}

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error to show; a code or a passkey that does not fit is written down."""
        if code == "incorrect_code":
            refusal_log.refused("second factor refused", self.request)
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        """Return a seed as it is stored."""
        return at_rest.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored seed. Raises CannotBeOpened."""
        return at_rest.unseal(encrypted_text)

    def get_totp_label(self, user: AbstractUser) -> str:
        """Return what stands beside the clinic's name in an authenticator app."""
        return user.get_username()

    def generate_authenticator_name(self, user: AbstractUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the name that a new passkey has until its owner gives another."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %d") % number

    def get_totp_issuer(self) -> str:
        """Return the clinic's name."""
        return clinic.current().clinic.name

    def build_totp_svg(self, url: str) -> SafeString:
        """Return a QR code as SVG for inside the page; allauth's is an image that our policy refuses."""
        code = qrcode.QRCode(border=_QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
            '<path d="{path}"/></svg>',
            size=len(rows),
            path=path,
            label=_("Square for the camera: the setup key below"),
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the party that a passkey is for: this host, under the clinic's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": clinic.current().clinic.name}
