"""allauth's forms that a passkey answers, for answers that no passkey gives."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms

# What fido2 and allauth raise for JSON that lacks a part, has one of another type, or is signed wrong.
_NOT_OF_A_PASSKEY = (AttributeError, IndexError, KeyError, TypeError, ValueError, InvalidSignature)


class _CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:  # brackets without end
            raise get_adapter().validation_error("incorrect_code") from None


class _CheckedAnswer(forms.Form):
    """Refuses an answer that can't be read, instead of failing: anyone can send one to the sign-in page."""

    credential = _CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        """Return the passkey that answered. Raises ValidationError."""
        try:
            return super().clean_credential()
        except _NOT_OF_A_PASSKEY:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(_CheckedAnswer, LoginWebAuthnForm):
    """Sign in with a passkey alone."""


class PasskeyStepForm(_CheckedAnswer, AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class PasskeyAgainForm(_CheckedAnswer, ReauthenticateWebAuthnForm):
    """A passkey before something that needs a fresh sign-in."""
