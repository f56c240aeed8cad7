"""An appointment as an iCalendar file (RFC 5545). It contains the reference, the time and the link."""

from __future__ import annotations

import datetime as dt

from intake.models import Submission

_LONGEST = 74  # octets of a line, without the space that continues it (RFC 5545, section 3.1)


def calendar_file(submission: Submission, link: str, host: str, now: dt.datetime) -> str:
    """Return the file for a request with an appointment. It names neither the person nor a topic."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//intake//appointments//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{submission.pk}@{host}",
        f"SEQUENCE:{submission.version}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(submission.appointment_at)}",
        f"SUMMARY:{submission.reference}",
        f"URL:{link}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    return "\r\n ".join(line[start : start + _LONGEST] for start in range(0, len(line), _LONGEST))
