"""A blind index for equality search: keyed hashes of phone numbers and email addresses.

The database reveals that two requests share a phone number, and nothing more. The key stays on the
staff side: phone numbers can be enumerated, so a compromised public process that had the key could
recover them.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

_HEX_DIGITS = 16  # 64 bits: enough for lookups, not meant as proof


def phone_index(e164: str, key: bytes) -> str:
    """Return the keyed hash of a phone number in E.164 format, or "" for an empty number."""
    return _index("phone", e164, key)


def email_index(address: str, key: bytes) -> str:
    """Return the keyed hash of an email address, ignoring case, or "" for an empty address."""
    return _index("email", unicodedata.normalize("NFKC", address).strip().casefold(), key)


def _index(purpose: str, value: str, key: bytes) -> str:
    if not value:
        return ""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:_HEX_DIGITS]
