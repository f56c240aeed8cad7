"""The format of times on staff pages."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def staff_time(moment: dt.datetime | None, now: dt.datetime) -> str:
    """Return a time with the clinic's time zone, as short as possible; empty for None."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    clock = date_format(local, "g:i a T")
    if local.date() == today:
        return _("today, {clock}").format(clock=clock)
    return date_format(local, "D, M j, " if local.year == today.year else "D, M j, Y, ") + clock
