"""Opening hours and the time zone in words, as pages show them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.clinic.facts import WEEKDAYS, Clinic, Span
from clinic_site.core.line_breaks import unbroken_times

_EASTERN = (
    "America/New_York",
    "America/Detroit",
    "America/Indiana/Indianapolis",
    "America/Kentucky/Louisville",
)
_ZONES = {
    **dict.fromkeys((*_EASTERN, "US/Eastern"), gettext_lazy("Eastern Time")),
    **dict.fromkeys(("America/Chicago", "US/Central"), gettext_lazy("Central Time")),
    **dict.fromkeys(("America/Denver", "America/Boise", "US/Mountain"), gettext_lazy("Mountain Time")),
    **dict.fromkeys(("America/Phoenix", "US/Arizona"), gettext_lazy("Arizona Time")),
    **dict.fromkeys(("America/Los_Angeles", "US/Pacific"), gettext_lazy("Pacific Time")),
    **dict.fromkeys(("America/Anchorage", "US/Alaska"), gettext_lazy("Alaska Time")),
    **dict.fromkeys(("Pacific/Honolulu", "US/Hawaii"), gettext_lazy("Hawaii Time")),
}
_LAST_MINUTE = dt.time(23, 59)


def hours_by_day(known: Clinic) -> list[dict[str, str]]:
    """Return name and opening hours of each weekday, or [] if no hours are known."""
    if not known.hours_known:
        return []
    return [
        {
            "day": str(DAY_NAMES[number]),
            "times": times_in_words(known.opening_hours.get(day, ())) or _("Closed"),
        }
        for number, day in enumerate(WEEKDAYS)
    ]


def hours_today(known: Clinic, now: dt.datetime) -> str:
    """Return the opening hours of the clinic's date at `now`, like "Today: 9 a.m. – 5 p.m.".

    "Closed today" on a holiday or a day without hours, and "" if no hours are known.
    """
    if not known.hours_known:
        return ""
    spans = known.spans_on(now.astimezone(ZoneInfo(known.clinic.time_zone)).date())
    # A line may break after a dash, whatever space follows it, unless a word joiner prevents that (UAX #14).
    times = times_in_words(spans).replace("–", "–\N{WORD JOINER}")
    return _("Today: {times}").format(times=times) if spans else _("Closed today")


def times_in_words(spans: tuple[Span, ...]) -> str:
    """Return opening hours as pages show them, like "9 a.m. – 12:30 p.m., 2 p.m. – 5 p.m."."""
    # Lines break between spans, and inside one only after its dash, where a narrow column needs it.
    return ", ".join(
        f"{time_format(span.opens)} – {closing_in_words(span.closes)}".replace(" ", "\N{NO-BREAK SPACE}")
        for span in spans
    )


def closing_in_words(closes: dt.time) -> str:
    """Return when a period ends, like "5 p.m.". The last minute of a day means midnight."""
    return str(time_format(dt.time.min if closes == _LAST_MINUTE else closes))


def zone_in_words(clinic: Clinic) -> str:
    """Return the name of the clinic's time zone, like "Eastern Time"."""
    name = clinic.clinic.time_zone
    return str(_ZONES.get(name, name.rpartition("/")[2].replace("_", " ")))


def moment_in_words(moment: dt.datetime | None, style: str, clinic: Clinic) -> str:
    """Return a time with its zone, like "Friday, November 27, 4:30 p.m. (Eastern Time)".

    `style` is the name of a format in `clinic_site.formats`. "" for None. No line breaks inside "4:30 p.m.".
    """
    if moment is None:
        return ""
    words = unbroken_times(date_format(moment.astimezone(clinic.zone), style))
    return f"{words} ({zone_in_words(clinic)})"
