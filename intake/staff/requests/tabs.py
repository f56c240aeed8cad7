"""The tabs of the queue: their rows, order and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import Kind, Language, Place
from intake.models import ContactAttempt, Submission
from intake.rules.deadlines import end_of_day
from intake.services.hours import current_clinic
from intake.services.triage.searching import found

CAP = 1000  # counting stops here, to stay fast at any size: "1,000+" is enough
PAGE = 50

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


def _to_call() -> QuerySet[Submission]:
    return Submission.objects.filter(to_call=True).order_by(*_BY_DEADLINE)


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
        _("No promised call-back is due now."),
        lambda now: Submission.objects.due_now(now).order_by("promised_call_at"),
    ),
    Tab(
        "overdue",
        _("Overdue"),
        _("No one is waiting longer than we promised. Well done."),
        lambda now: _to_call().filter(queue_at__lt=now),
    ),
    Tab(
        "today",
        _("Due today"),
        _("Nothing else is due today."),
        lambda now: _to_call().filter(queue_at__gte=now, queue_at__lt=end_of_day(now, current_clinic())),
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
_FIRST_CHOICES = ("read-first", "due-now", "overdue", "today", "new")


@dataclass(frozen=True)
class QueueFilter:
    """The tab, page and filters of the queue, as in the query string of its URL."""

    tab: str = ""
    page: int = 1
    kind: str = ""
    mine: bool = False
    language: str = ""
    found: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> QueueFilter:
        """Return the filter of a query string, ignoring invalid values."""
        tab, page, kind = query.get("tab", ""), query.get("page", ""), query.get("kind", "")
        return cls(
            tab=tab if tab in BY_SLUG else "",
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
            kind=kind if kind in Kind.values else "",
            mine=query.get("mine") == "1",
            language=query.get("language", "") if query.get("language") in Language.values else "",
            found=query.get("found", "")[:60],
        )

    def query(self, **changes: object) -> str:
        """Return it as a query string, with changes."""
        query = QueryDict(mutable=True)
        values = {"tab": self.tab, "page": self.page, "kind": self.kind, "mine": int(self.mine)}
        values["language"] = self.language
        for name, value in (values | {"found": self.found} | changes).items():
            if value and not (name == "page" and value == 1):
                query[name] = str(value)
        return query.urlencode()


def counts(wanted: QueueFilter, user_id: int, now: dt.datetime) -> dict[str, int]:
    """Return the number of rows in each tab, counting up to CAP + 1, with one query."""
    # A separate SELECT for each tab, so that each has its LIMIT and index, unlike a single aggregate.
    narrowed = [_narrowed(tab.rows(now), wanted, user_id).order_by().values("pk")[: CAP + 1] for tab in TABS]
    parts = [rows.query.sql_with_params() for rows in narrowed]
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS of_tab)" for sql, _params in parts)  # noqa: S608 (Django's own SQL)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [each for _sql, params in parts for each in params])
        return {tab.slug: count for tab, count in zip(TABS, cursor.fetchone(), strict=True)}


def count_label(count: int) -> str:
    """Return a count as a tab shows it."""
    return f"{CAP:,}+" if count > CAP else f"{count:,}"


def first_with_something(counted: dict[str, int]) -> str:
    """Return the first tab with rows that need a call, or "new"."""
    return next((slug for slug in _FIRST_CHOICES if counted[slug]), "new")


def rows_of(wanted: QueueFilter, user_id: int, now: dt.datetime) -> tuple[list[Submission], bool]:
    """Return one page of rows, and whether there are more after it."""
    of_tab = Submission.objects.none() if wanted.found else BY_SLUG[wanted.tab].rows(now)
    rows = found(wanted.found) if wanted.found else _narrowed(of_tab, wanted, user_id)
    start = (wanted.page - 1) * PAGE
    made = ContactAttempt.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    made = made.annotate(count=Count("pk")).values("count")
    rows = rows.select_related("claimed_by").defer("sealed", "outcome_text")
    rows = rows.annotate(attempts_made=Coalesce(Subquery(made, output_field=IntegerField()), 0))
    page = list(rows[start : start + PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def _narrowed(rows: QuerySet[Submission], wanted: QueueFilter, user_id: int) -> QuerySet[Submission]:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    return rows.filter(claimed_by=user_id) if wanted.mine else rows
