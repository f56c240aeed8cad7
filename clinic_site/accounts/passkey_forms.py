"""allauth's passkey forms, which reject a malformed answer instead of raising an exception."""

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

# What fido2 and allauth raise if a key is missing, a value has another type, or the signature is wrong.
_MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, InvalidSignature)


class _CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:  # deeply nested brackets
            raise get_adapter().validation_error("incorrect_code") from None


class _CheckedAnswer(forms.Form):
    """Rejects an answer that can't be read: anyone can send one to the sign-in page."""

    credential = _CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        """Return the passkey that answered. Raises ValidationError."""
        try:
            return super().clean_credential()
        except _MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(_CheckedAnswer, LoginWebAuthnForm):
    """Sign in with a passkey alone."""


class PasskeyStepForm(_CheckedAnswer, AuthenticateWebAuthnForm):
    """A passkey as the second factor at sign-in."""


class PasskeyAgainForm(_CheckedAnswer, ReauthenticateWebAuthnForm):
    """A passkey, to reauthenticate."""
