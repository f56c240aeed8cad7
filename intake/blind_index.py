"""Equality search over sealed answers: keyed hashes of phone numbers and e-mail addresses.

A row tells whoever holds the database that two requests share a phone number, and no more.
The key stays on the staff side: phone numbers are few enough to try them all, so a public
process that held it could be made to give them away.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

_HEX_DIGITS = 16  # 64 bits: enough to find by, too few to prove anything with


def phone_index(e164: str, key: bytes) -> str:
    """Return the keyed hash of a phone number in E.164 form; empty for an empty number."""
    return _index("phone", e164, key)


def email_index(address: str, key: bytes) -> str:
    """Return the keyed hash of an e-mail address, ignoring case; empty for an empty address."""
    return _index("email", unicodedata.normalize("NFKC", address).strip().casefold(), key)


def _index(purpose: str, value: str, key: bytes) -> str:
    if not value:
        return ""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:_HEX_DIGITS]
