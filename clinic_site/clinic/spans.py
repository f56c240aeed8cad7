"""Opening hours of a day as text, like `09:00-12:30, 13:30-17:00`."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.facts import Span


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the opening hours in `text`, like `9:00-12:30, 13:30-17:00`; () if it is empty.

    Raises ValidationError (code `hours`) with an example.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.replace("–", "-").split(","))):
        message = _("Enter times like 09:00-12:30, 13:30-17:00, or nothing for a closed day")
        times = re.fullmatch(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)", part)
        try:
            opens, closes = (dt.time.fromisoformat(each.zfill(5)) for each in times.groups())
        except (AttributeError, ValueError):
            raise ValidationError(message, code="hours") from None
        if opens >= closes or (found and opens < found[-1].closes):
            message = _("Enter times in order: each opens before it closes, and after the one before it")
            raise ValidationError(message, code="hours")
        found.append(Span(opens=opens, closes=closes))
    return tuple(found)


def spans_in_words(spans: tuple[Span, ...]) -> str:
    """Return opening hours in the format that `parse_spans` reads."""
    return ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans)
