"""Seal what staff write, which may contain health information, like what patients write."""

from __future__ import annotations

import json
from typing import Any

from intake.crypto.keys import private_keys, public_keys
from intake.crypto.sealing import SealingError, open_sealed, seal


def seal_fields(fields: dict[str, Any], context: str) -> str:
    """Return JSON-serializable fields, sealed with a context as associated data."""
    return seal(json.dumps(fields, ensure_ascii=False).encode(), bound_to=context, keys=public_keys())


def open_fields(sealed: str, context: str) -> dict[str, Any]:
    """Return fields sealed with a context; empty if there are none or they were purged.

    Raises SealingError if they cannot be opened.
    """
    if not sealed:
        return {}
    fields = json.loads(open_sealed(sealed, bound_to=context, keys=private_keys()))
    if not isinstance(fields, dict):
        raise SealingError("contains something other than fields")
    return fields
