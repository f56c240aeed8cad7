"""Opening hours of a day as text, like `09:00-12:30, 13:30-17:00`."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic_site.clinic.facts import Span

MOST_SPANS = 6  # that fit into the columns for a day's hours, which have 80 characters


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the opening hours in `text`, like `9:00-12:30, 13:30-17:00` or `9am-5pm`; () if it is empty.

    Raises ValidationError (code `hours`), which says what to enter instead.
    """
    found = []
    for part in filter(None, (part.strip() for part in re.sub("[–—]", "-", text).split(","))):
        try:
            opens, closes = map(_time, part.split("-"))
        except ValueError:
            message = _("Enter times like 09:00-12:30, 13:30-17:00, or nothing for a closed day")
            raise ValidationError(message, code="hours") from None
        if opens >= closes or (found and opens < found[-1].closes):
            raise ValidationError(_what_to_enter(opens, closes), code="hours")
        found.append(Span(opens=opens, closes=closes))
    return tuple(found)


def _what_to_enter(opens: dt.time, closes: dt.time) -> str:
    """Return what to enter instead of a period that is out of order or ends on another day."""
    order = _(
        "Enter times in order: each opens before it closes, and after the one before it. 5 p.m. is 17:00"
    )
    if opens < closes:
        return order
    past = _("For hours past midnight, enter two periods: {evening} on this day, and {night} on the next")
    until = _("For hours until midnight, enter {evening}")
    advice = until if closes == dt.time.min else past
    periods = {"evening": f"{opens:%H:%M}-23:59", "night": f"00:00-{closes:%H:%M}"}
    return f"{order}. {advice.format(**periods)}"


def _time(text: str) -> dt.time:
    """Return a time like `9:00`, `17:00`, `9am`, `5:30 p.m.` or `24:00`. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,2})(?::(\d\d))?\s*(?:([ap])\.?m\.?)?", text.strip().lower())
    if found is None or not (found[2] or found[3]):
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute, found[3]) == (24, 0, None):
        return dt.time.min
    if found[3] and not 1 <= hour <= 12:
        raise ValueError(text)
    return dt.time(hour % 12 + 12 * (found[3] == "p") if found[3] else hour, minute)


def refuse_too_many(**days: str) -> None:
    """Raise ValidationError for each field with more opening hours than can be stored.

    Hours that can't be read count as none; their field refuses them itself.
    """
    message = _("Enter at most 6 periods, like 09:00-12:30, 13:30-17:00")
    errors = {name: message for name, text in days.items() if _count(text) > MOST_SPANS}
    if errors:
        raise ValidationError(errors)


def _count(text: str) -> int:
    try:
        return len(parse_spans(text))
    except ValidationError:
        return 0


def spans_in_words(spans: tuple[Span, ...]) -> str:
    """Return opening hours in the format that `parse_spans` reads."""
    return ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans)
