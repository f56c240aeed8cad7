"""Authentication of stored rows: a MAC over a row's id, its sealed text, and related columns.

Sealing needs only the public key, so it doesn't authenticate: anyone with write access to the
database could seal other content for the same row. The key of this MAC is only on the staff side.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Sequence

from intake.crypto.sealing import secret_id


def row_mac(table: str, row_id: str, sealed: str, *also: str, key: bytes) -> str:
    """Return `<key id>.<HMAC-SHA256>` over a row's table, id and sealed text, and `also`."""
    content = json.dumps([table, row_id, sealed, *also], separators=(",", ":"))
    return f"{secret_id(key)}.{hmac.new(key, content.encode(), hashlib.sha256).hexdigest()}"


def is_genuine(mac: str, table: str, row_id: str, sealed: str, *also: str, keys: Sequence[bytes]) -> bool:
    """Return whether `mac` was computed over exactly these values with one of `keys`."""
    return any(
        hmac.compare_digest(mac.encode(), row_mac(table, row_id, sealed, *also, key=key).encode())
        for key in keys
    )


def time_text(at: dt.datetime) -> str:
    """Return a time in UTC to the millisecond; Django's JSON, and so a backup, drops the rest."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")  # which truncates
