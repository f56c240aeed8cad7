"""Parsers for settings with several parts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from marshmallow import ValidationError


@dataclass(frozen=True)
class Rate:
    """A limit of `count` events within `span`."""

    count: int
    span: dt.timedelta


def count_per_minutes(value: str, **kwargs: Any) -> Rate:
    """Return the rate for a value like "30/10" (30 in 10 minutes). Raises ValidationError."""
    if not (match := re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,3})", value.strip())):
        raise ValidationError('Write a count and a number of minutes, like "30/10".')
    return Rate(int(match[1]), dt.timedelta(minutes=int(match[2])))


def day_counts(value: str, **_: object) -> dict[str, int]:
    """Return a dictionary for a value like `spam=30,other=60`. Raises ValidationError."""
    try:
        pairs = [pair.split("=") for pair in value.split(",") if pair.strip()]
        return {name.strip(): int(days) for name, days in pairs}
    except ValueError:
        raise ValidationError("Write numbers of days like spam=30,withdrawn=30.") from None


def parts_of_url(name: str, url: str) -> SplitResult:
    """Return the parts of a URL of the site. Raises ImproperlyConfigured with the setting's name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    extras = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or extras:
        raise ImproperlyConfigured(f"{name} must look like https://www.example.org")
    return parts
