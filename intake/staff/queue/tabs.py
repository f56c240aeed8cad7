"""The tabs of the queue: their rows and their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import current as current_clinic
from intake.enums import Place
from intake.models import Submission
from intake.rules.deadlines import end_of_day

_BY_DEADLINE = ("-read_first", "queue_at", "received_at")


@dataclass(frozen=True)
class Tab:
    """One tab. `empty` is the text shown when it has no rows."""

    slug: str
    label: str | Promise
    empty: str | Promise
    rows: Callable[[dt.datetime], QuerySet[Submission]]


def _place(place: Place, *order: str) -> Callable[[dt.datetime], QuerySet[Submission]]:
    return lambda _now: Submission.objects.filter(place=place).order_by(*(order or _BY_DEADLINE))


def _due_today(now: dt.datetime) -> QuerySet[Submission]:
    rows = Submission.objects.filter(to_call=True, queue_at__gte=now)
    return rows.filter(queue_at__lt=end_of_day(now, current_clinic())).order_by(*_BY_DEADLINE)


TABS = (
    Tab(
        "read-first",
        _("Read first"),
        _("Nothing needs to be read first."),
        lambda _now: Submission.objects.filter(read_first=True).order_by("queue_at", "received_at"),
    ),
    Tab(
        "due-now",
        _("Due now"),
        _("No promised calls are due now."),
        lambda now: Submission.objects.due_now(now).order_by("promised_call_at"),
    ),
    Tab(
        "overdue",
        _("Overdue"),
        _("No one is waiting longer than we promised. Well done."),
        lambda now: Submission.objects.overdue(now).order_by(*_BY_DEADLINE),
    ),
    Tab(
        "today",
        _("Due today"),
        _("Nothing else is due today."),
        _due_today,
    ),
    Tab("new", _("New"), _("No new requests. Time for a cup of tea."), _place(Place.NEW)),
    Tab("in-hand", _("In progress"), _("No requests are in progress."), _place(Place.IN_HAND)),
    Tab("waiting", _("Waiting for the patient"), _("We aren’t waiting for anyone."), _place(Place.WAITING)),
    Tab(
        "arranged",
        _("Arranged"),
        _("People we’ve reached will appear here."),
        _place(Place.ARRANGED, "status", "-received_at"),
    ),
    Tab("spam", _("Possible spam"), _("Nothing looks like spam."), _place(Place.SPAM)),
    Tab("closed", _("Closed"), _("Nothing has been closed yet."), _place(Place.CLOSED, "-received_at")),
)
BY_SLUG = {tab.slug: tab for tab in TABS}
FIRST_CHOICES = ("read-first", "due-now", "overdue", "today", "new")
