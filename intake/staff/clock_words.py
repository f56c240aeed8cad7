"""Times as somebody on the phone takes them in: how late, how soon, and when."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.models import Submission
from intake.models.submission import NEVER


def span(delta: dt.timedelta) -> str:
    """Return a length of time in one or two units; the sign is left out."""
    minutes = int(abs(delta).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if hours:
        return _("{h} h {m} min").format(h=hours, m=minutes % 60)
    return _("{m} min").format(m=minutes)


def due_words(submission: Submission, now: dt.datetime) -> str:
    """Return when a request must be acted on: late by how much, or how soon; empty without a promise."""
    if submission.queue_at >= NEVER:
        return ""
    left = submission.queue_at - now
    return (_("{span} late") if left < dt.timedelta() else _("in {span}")).format(span=span(left))


def when(moment: dt.datetime | None, now: dt.datetime) -> str:
    """Return a moment in the clinic's time, as short as it can be told: today's by its clock alone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    clock = date_format(local, "g:i A")
    if local.date() == timezone.localtime(now).date():
        return _("today {clock}").format(clock=clock)
    return date_format(local, "D M j, ") + clock
