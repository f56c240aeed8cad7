"""The times for a call that a form offers: those at which the clinic is open."""

from __future__ import annotations

import datetime as dt

from django.utils import dates
from django.utils.formats import time_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, gettext_lazy

from clinic_site.clinic import WEEKDAYS, Clinic
from clinic_site.clinic.hours import closing_in_words
from intake.enums import CallTime
from intake.rules.safety_card import WINDOW_NAMES, WINDOWS

_NAMES = {
    CallTime.MORNING: gettext_lazy("Morning"),
    CallTime.MIDDAY: gettext_lazy("Midday"),
    CallTime.AFTERNOON: gettext_lazy("Afternoon"),
}


def offered_times(clinic: Clinic) -> list[tuple[str, str]]:
    """Return the parts of the day at which the clinic is open on some day, each with its hours.

    If the opening hours aren't known, these are all parts of the day, with the hours that define them.
    """
    spans = [span for day in WEEKDAYS for span in clinic.opening_hours.get(day, ())]
    offered = []
    for part, name in _NAMES.items():
        begins, ends = WINDOWS[part]
        inside = [
            (max(span.opens, begins), min(span.closes, ends))
            for span in spans
            if max(span.opens, begins) < min(span.closes, ends)
        ]
        if inside:
            opens, closes = min(inside)[0], max(end for _, end in inside)
            offered.append((part.value, f"{name}, {_from_to(opens, closes)}"))
        elif not clinic.hours_known:
            offered.append((part.value, capfirst(WINDOW_NAMES[part])))
    return offered


def times_in_words(clinic: Clinic) -> dict[CallTime, str]:
    """Return each part of the day as it is offered, in words that fit into a sentence.

    A part at which the clinic isn't open has the hours that define it.
    """
    offered = {CallTime(part): f"{words[:1].lower()}{words[1:]}" for part, words in offered_times(clinic)}
    return {part: str(words) for part, words in WINDOW_NAMES.items()} | offered


def any_time(clinic: Clinic) -> str:
    """Return "Any time you're open", with the opening hours if they are known."""
    hours = hours_in_words(clinic)
    if not hours:
        return gettext("Any time you’re open")
    return gettext("Any time you’re open ({hours})").format(hours=hours)


def hours_in_words(clinic: Clinic) -> str:
    """Return the opening hours, like "Monday to Friday, 9 a.m. to 5 p.m."; "" if they aren't known.

    Days with the same hours are named together.
    """
    alike: dict[tuple[dt.time, dt.time], list[str]] = {}
    for day in WEEKDAYS:
        if spans := clinic.opening_hours.get(day):
            alike.setdefault((spans[0].opens, spans[-1].closes), []).append(day)
    return "; ".join(f"{_days_in_words(days)}, {_from_to(*hours)}" for hours, days in alike.items())


def _days_in_words(days: list[str]) -> str:
    """Return weekdays like "Monday to Friday", "Monday and Tuesday", "Monday, Tuesday and Thursday"."""
    places = [WEEKDAYS.index(day) for day in days]
    named = [str(dates.WEEKDAYS[place]) for place in places]
    if len(days) > 2 and places[-1] - places[0] == len(days) - 1:
        return gettext("{first} to {last}").format(first=named[0], last=named[-1])
    return get_text_list(named, gettext("and"))


def _from_to(opens: dt.time, closes: dt.time) -> str:
    return gettext("{first} to {last}").format(first=time_format(opens), last=closing_in_words(closes))
