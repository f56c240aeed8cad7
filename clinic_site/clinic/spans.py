"""Opening hours of a day as text, like `9am-5pm`, stored like `09:00-12:30, 13:30-17:00`."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic_site.clinic.facts import Span

_AND = re.compile(r"[,;&]|\band\b")
_TO = re.compile(r"-|\s(?:to|till|until)\s")
_DASH = re.compile("[\u2010-\u2015\u2212]")  # hyphens and dashes of Unicode, and the minus sign
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?\s*(?:([ap])\.?\s*(?:m\.?)?)?")
_NAMED = {"noon": "12pm", "midnight": "12am"}
MOST_SPANS = 6  # as many as fit into the 80 characters of a day's column


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the opening hours in `text`, like `9am-5pm` or `9:00-12:30, 13:30-17:00`; () if it is empty.

    Raises ValidationError (code `hours`), which says what to enter instead.
    """
    found: list[Span] = []
    for part in filter(None, (part.strip() for part in _AND.split(_DASH.sub("-", text.lower())))):
        opens, closes = _period(part, after=found[-1].closes if found else dt.time.min)
        if opens >= closes or (found and opens < found[-1].closes):
            raise ValidationError(_what_to_enter(opens, closes), code="hours")
        found.append(Span(opens=opens, closes=closes))
    return tuple(found)


def _period(text: str, after: dt.time) -> tuple[dt.time, dt.time]:
    """Return when a period opens and closes, in order only if that is possible.

    In “9 to 5 p.m.”, only one time says a.m. or p.m.; the other is read so that the period begins at
    `after` or later, and in order. Raises ValidationError if that is ambiguous, or neither time says it.
    """
    try:
        opens, closes = map(_read, _TO.split(text))
    except ValueError:
        message = _("Enter times like 9am-5pm, or 09:00-12:30, 13:30-17:00")
        raise ValidationError(message, code="hours") from None
    if opens.says_minutes and closes.says_minutes and not opens.says_half and not closes.says_half:
        return opens.readings[0], closes.readings[0]
    pairs = [(one, other) for one in opens.readings for other in closes.readings if after <= one < other]
    if len(pairs) > 1 or not (opens.says_half or closes.says_half):
        message = _("Say a.m. or p.m. with both times, like 9am-5pm")
        raise ValidationError(message, code="hours")
    return pairs[0] if pairs else (opens.readings[0], closes.readings[0])


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


class _Typed(NamedTuple):
    """A time as it was typed: what it can mean, and whether it says a.m. or p.m., and minutes."""

    readings: tuple[dt.time, ...]
    says_half: bool
    says_minutes: bool


def _read(text: str) -> _Typed:
    """Return what `9`, `9:00`, `17:00`, `9am`, `5:30 p.m.`, `5p`, `noon` or `24:00` can mean.

    Without a.m. or p.m., the first reading is that of a 24-hour clock. Raises ValueError.
    """
    found = _TIME.fullmatch(_NAMED.get(text.strip(), text.strip()))
    if found is None:
        raise ValueError(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise ValueError(text)
    hours = (hour % 12 + 12 * (half == "p"),) if half else (hour, hour + 12) if 1 <= hour < 12 else (hour,)
    if (hour, minute, half) == (24, 0, None):
        hours = (0,)
    return _Typed(tuple(dt.time(each, minute) for each in hours), bool(half), bool(found[2]))


def refuse_too_many(**days: str) -> None:
    """Raise ValidationError for each field with more opening hours than can be stored.

    Hours that can't be read don't count, since the validator of their field rejects them.
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
