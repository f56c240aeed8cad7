"""How seeds of second factors lie in the database: sealed with a key that is not in it.

The key is derived (HKDF, RFC 5869) from the secret of INDEX_KEY_FILE under a name of its own, so
that neither use learns anything of the other and no further file has to be kept and backed up.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.keys import index_key

_PURPOSE = b"clinic-site second factors v1"


class CannotBeOpened(Exception):
    """A stored seed was altered, or sealed with another key."""


def seal(text: str) -> str:
    """Return `text` sealed. Raises SealingError in a process without the index key."""
    return _cipher(index_key()).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises CannotBeOpened, and SealingError as `seal` does."""
    try:
        return _cipher(index_key()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotBeOpened("altered, or sealed with another index key") from None


@cache
def _cipher(secret: bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))
