"""Canonical bytes of answers, and the keyed hash that detects duplicates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac


def canonical(answers: Mapping[str, Any]) -> bytes:
    """Return answers as JSON: equal answers give equal bytes."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def identifying_answers(answers: Mapping[str, Any]) -> bytes:
    """Return the bytes that two requests with the same answers share, whichever page the form was on."""
    return canonical({name: value for name, value in answers.items() if name != "page"})


def content_key(purpose: str, content: bytes) -> str:
    """Return a keyed hash (HMAC-SHA-256, hexadecimal) that identifies content within a purpose."""
    return salted_hmac("intake.idempotency", f"{purpose}:".encode() + content, algorithm="sha256").hexdigest()
