"""Answers as bytes, and the keyed hash by which the same words are known again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac


def canonical(answers: Mapping[str, Any]) -> bytes:
    """Return answers as JSON that is the same bytes for the same answers."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_key(purpose: str, content: bytes) -> str:
    """Return the keyed hash that makes the same words for the same purpose the same thing."""
    return salted_hmac("intake.idempotency", f"{purpose}:".encode() + content, algorithm="sha256").hexdigest()
