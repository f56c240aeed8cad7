"""The chain of the audit trail: each event holds a keyed hash of itself and of the one before.

A plain hash could be made anew by whoever may write to the database. This one is an HMAC
(RFC 2104) with SHA-256 under a key that only the staff side holds, so that a changed, removed,
moved or added event shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIRST = ""  # what the first event has in place of a hash before it
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


@dataclass(frozen=True)
class Link:
    """One event as it is hashed. `number` counts from 1 without gaps."""

    number: int
    at: dt.datetime
    actor: int | None
    kind: str
    submission: uuid.UUID | None
    detail: Mapping[str, Any]
    previous: str


def to_the_millisecond(at: dt.datetime) -> dt.datetime:
    """Return a time without what Django's JSON drops: a trail restored from a backup still holds."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def hash_of(link: Link, key: bytes) -> str:
    """Return the keyed hash of an event, in hexadecimal digits."""
    content = {
        "version": 1,
        "number": link.number,
        "at": link.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": link.actor,
        "kind": link.kind,
        "submission": link.submission.hex if link.submission else None,
        "detail": link.detail,
        "previous": link.previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return `detail` when it holds nothing but codes, whole numbers, yes, no, and lists of these.

    Raises ValueError that names the key otherwise: what a person typed has no place in a trail
    that outlives the request.
    """
    for name, value in detail.items():
        if not all(_is_plain(each) for each in (value if isinstance(value, list) else [value])):
            raise ValueError(f"audit detail {name!r} must be a code, not text")
    return {name: _stored(value) for name, value in detail.items()}


def _is_plain(value: Any) -> bool:
    return (
        value is None or isinstance(value, int) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))
    )


def _stored(value: Any) -> Any:
    if isinstance(value, list):
        return [_stored(each) for each in value]
    return str(value) if isinstance(value, str) else value  # a member of an enum becomes its code
