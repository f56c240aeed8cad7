"""Encrypt second-factor seeds with keys that are not in the database.

FACTOR_KEY_FILE contains Fernet keys: the first one encrypts, all of them decrypt.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.db import transaction

from intake.crypto.keys import factor_keys


class DecryptionError(Exception):
    """A stored value was altered, or encrypted with an unknown key."""


def encrypt(text: str) -> str:
    """Return `text` encrypted. Raises SealingError in a process without keys."""
    return _cipher(factor_keys()).encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str) -> str:
    """Return the decrypted text. Raises DecryptionError, and SealingError in a process without keys."""
    try:
        return _cipher(factor_keys()).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        raise DecryptionError("altered, or encrypted with an unknown key") from None


def rekey_factors() -> Iterator[int]:
    """Encrypt every seed again with the current key; yield the number of factors done so far.

    Each factor is updated in a separate transaction, so an interrupted run can be repeated.
    Raises DecryptionError.
    """
    factors = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    for done, pk in enumerate(list(factors.values_list("pk", flat=True)), start=1):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is not None:
                factor.data = {name: _reencrypted_item(name, value) for name, value in factor.data.items()}
                factor.save(update_fields=["data"])
        yield done


def _reencrypted_item(name: str, value: Any) -> Any:
    return encrypt(decrypt(value)) if name in {"secret", "seed"} else value


@cache
def _cipher(keys: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
