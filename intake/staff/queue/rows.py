"""The rows of the queue, one page at a time, and their number in each tab."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from intake.models import ContactAttempt, Note, Submission, SubmissionLink
from intake.services.access.searching import found
from intake.staff.queue.filter import QueueFilter
from intake.staff.queue.tabs import BY_SLUG, FIRST_CHOICES, TABS

CAP = 1000  # counting stops here, to stay fast at any size: "1,000+" is enough
PAGE = 50


def counts(wanted: QueueFilter, user_id: int, now: dt.datetime) -> dict[str, int]:
    """Return the number of rows in each tab, counting up to CAP + 1, with one query."""
    # A separate SELECT for each tab, so that each has its LIMIT and index, unlike a single aggregate.
    narrowed = [wanted.narrow(tab.rows(now), user_id).order_by().values("pk")[: CAP + 1] for tab in TABS]
    parts = [rows.query.sql_with_params() for rows in narrowed]
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS of_tab)" for sql, _params in parts)  # noqa: S608 (Django's own SQL)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [each for _sql, params in parts for each in params])
        return {tab.slug: count for tab, count in zip(TABS, cursor.fetchone(), strict=True)}


def count_label(count: int) -> str:
    """Return a count as a tab shows it."""
    return f"{CAP:,}+" if count > CAP else f"{count:,}"


def first_tab_with_calls(counted: dict[str, int]) -> str:
    """Return the first tab with rows that need a call, or "new"."""
    return next((slug for slug in FIRST_CHOICES if counted[slug]), "new")


def all_rows(wanted: QueueFilter, user_id: int, now: dt.datetime) -> QuerySet[Submission]:
    """Return the rows of all pages of a tab."""
    return wanted.sorted(wanted.narrow(BY_SLUG[wanted.tab].rows(now), user_id))


def rows_of(wanted: QueueFilter, user_id: int, now: dt.datetime) -> tuple[list[Submission], bool]:
    """Return one page of rows, and whether there are more after it."""
    rows = found(wanted.found) if wanted.found else all_rows(wanted, user_id, now)
    start = (wanted.page - 1) * PAGE
    made = (
        ContactAttempt.objects.not_undone().filter(submission=OuterRef("pk")).order_by().values("submission")
    )
    made = made.annotate(count=Count("pk")).values("count")
    rows = rows.select_related("claimed_by").defer("sealed", "outcome_text")
    links = SubmissionLink.objects.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")), unlinked_at=None)
    rows = rows.annotate(
        attempts_made=Coalesce(Subquery(made, output_field=IntegerField()), 0),
        has_note=Exists(Note.objects.filter(submission=OuterRef("pk"))),
        is_linked=Exists(links),
    )
    page = list(rows[start : start + PAGE + 1])
    return page[:PAGE], len(page) > PAGE
