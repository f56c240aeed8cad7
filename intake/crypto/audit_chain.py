"""The hash chain of the audit trail: each event carries a keyed hash of itself and its predecessor.

Anyone with write access to the database could recompute a plain hash. This one is an HMAC-SHA256
(RFC 2104) under a key that only the staff side has, so a changed, removed, moved, or inserted event
is detected.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

FIRST = ""  # the previous hash of the first event
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


def to_the_millisecond(at: dt.datetime) -> dt.datetime:
    """Return a time truncated to milliseconds.

    Django's JSON serializer drops the rest, and a trail restored from a backup must still verify.
    """
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def hash_of(
    key: bytes,
    *,
    number: int,
    at: dt.datetime,
    actor: int | None,
    kind: str,
    submission: uuid.UUID | None,
    detail: Mapping[str, Any],
    previous: str,
) -> str:
    """Return the keyed hash of an event as hexadecimal digits.

    `number` counts from 1 without gaps; `previous` is the hash of the preceding event, or FIRST.
    Stored trails depend on every byte that is hashed here.
    """
    content = {
        "version": 1,
        "number": number,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "kind": kind,
        "submission": submission.hex if submission else None,
        "detail": detail,
        "previous": previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return `detail` if it contains only codes, integers, booleans, None, and lists of these.

    Raises ValueError, naming the key, otherwise: text that a person typed must not end up in a
    trail that outlives the request.
    """
    for name, value in detail.items():
        if not all(_is_plain(each) for each in (value if isinstance(value, list) else [value])):
            raise ValueError(f"audit detail {name!r} must be a code, not text")
    return json.loads(json.dumps(dict(detail)))  # enum members become their codes


def _is_plain(value: Any) -> bool:
    is_code = isinstance(value, str) and bool(_CODE.fullmatch(value))
    return value is None or isinstance(value, int) or is_code
