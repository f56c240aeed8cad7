"""A blind index for equality search: keyed hashes of phone numbers, email addresses and parts of names.

The database reveals that two requests share a phone number, and nothing more. For names, it reveals which
requests share a part, so someone who has the database and knows how common first names are can guess the
most common ones. The key stays on the staff side: phone numbers can be enumerated, so a compromised public
process with the key could recover them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

_HEX_DIGITS = 16  # 64 bits: enough for lookups, not meant as proof


def phone_index(e164: str, key: bytes) -> str:
    """Return the keyed hash of a phone number in E.164 format, or "" for an empty number."""
    return _index("phone", e164, key)


def email_index(address: str, key: bytes) -> str:
    """Return the keyed hash of an email address, ignoring case, or "" for an empty address."""
    return _index("email", unicodedata.normalize("NFKC", address).strip().casefold(), key)


def name_parts(name: str) -> list[str]:
    """Return the searchable parts of a name, sorted: in lower case, without accents or apostrophes.

    Parts of one character are left out.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(each for each in folded if not unicodedata.combining(each) and each not in "'’ʼ`")
    return sorted({part for part in re.findall(r"[^\W\d_]+", plain) if len(part) > 1})


def name_index(part: str, key: bytes) -> str:
    """Return the keyed hash of one part of a name."""
    return _index("name", part, key)


def _index(purpose: str, value: str, key: bytes) -> str:
    if not value:
        return ""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:_HEX_DIGITS]
