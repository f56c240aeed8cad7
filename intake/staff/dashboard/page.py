"""The managers' dashboard. It identifies no one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.enums import Outcome
from intake.models import FaqEntry
from intake.roles import has_right
from intake.rules.staff_times import staff_time
from intake.services.jobs.counting import PERIODS, counted_period
from intake.services.jobs.statistics import (
    MOST_ATTEMPTS,
    CurrentStatistics,
    PeriodStatistics,
    current_statistics,
)
from intake.staff.dashboard.chart_drawing import BarChart, columns, rows
from intake.staff.dashboard.small_counts import FEWEST, Cell, cells, median_and_p90, shown_count

_USUAL = 90


@dataclass(frozen=True)
class Chart:
    """A chart and its table. `head` contains the two column headings of the table."""

    slug: str
    title: str
    head: tuple[str, str]
    cells: list[Cell]
    drawing: BarChart
    horizontal: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no cells, or zeros alone."""
        return all(cell.count == 0 for cell in self.cells)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a period. Raises PermissionDenied without the right to see them."""
    if not has_right(request.user, "view_dashboard"):
        raise PermissionDenied
    days = next((days for days in PERIODS if request.GET.get("days") == str(days)), _USUAL)
    now = timezone.now()
    current, (found, counted_at) = current_statistics(now), counted_period(days, now)
    context = {
        **admin.site.each_context(request),
        "title": _("Dashboard"),
        "days": days,
        "periods": PERIODS,
        "current": current,
        "found": found,
        "counted_at": staff_time(counted_at, now),
        "total": shown_count(found.total),
        "times": _times(found),
        "charts": _charts(found, current),
        "promise": current.promise if current.promise and current.promise.of >= FEWEST else None,
    }
    return TemplateResponse(request, "admin/intake/dashboard.html", context)


def _times(found: PeriodStatistics) -> list[tuple[str, str, str, str]]:
    """Return, for each duration, its name, the number of requests, the median and the 90th percentile."""
    named = (
        (_("To the first attempt"), found.to_first_attempt),
        (_("To the first conversation"), found.to_first_talk),
    )
    return [(name, shown_count(waits.count), *median_and_p90(waits)) for name, waits in named]


def _charts(found: PeriodStatistics, current: CurrentStatistics) -> list[Chart]:
    requests = _("Requests")
    attempts = cells((_attempts(number), found.attempts[number]) for number in range(MOST_ATTEMPTS + 1))
    by_outcome = sorted(found.outcomes.items(), key=lambda pair: (-pair[1], pair[0]))
    outcomes = cells((str(Outcome(code).label), count) for code, count in by_outcome)
    weekdays = cells((str(WEEKDAYS[day]), found.weekdays[day]) for day in range(7))
    hours = cells((f"{hour:02}:00", found.hours[hour]) for hour in range(24))
    questions = [_clear(entry) for entry in current.questions]
    short_days = _relabel(weekdays, (str(WEEKDAYS_ABBR[day]) for day in range(7)))
    short_hours = _relabel(hours, (str(hour) for hour in range(24)))
    return [
        Chart("weekdays", _("By weekday"), (_("Received on"), requests), weekdays, columns(short_days, 56)),
        Chart(
            "attempts", _("Number of attempts"), (_("Attempts"), requests), attempts, columns(attempts, 78)
        ),
        Chart("hours", _("By hour"), (_("Received from"), requests), hours, columns(short_hours, 42)),
        Chart("outcomes", _("Outcomes"), (_("Outcome"), requests), outcomes, rows(outcomes), horizontal=True),
        Chart(
            "questions",
            _("Were the answers clear?"),
            (_("Question"), _("Answered yes")),
            questions,
            rows(questions, most=100),
            horizontal=True,
        ),
    ]


def _attempts(number: int) -> str:
    return _("{n} or more").format(n=number) if number == MOST_ATTEMPTS else str(number)


def _relabel(found: list[Cell], labels: Iterable[str]) -> list[Cell]:
    return [replace(cell, label=label) for cell, label in zip(found, labels, strict=True)]


def _clear(entry: FaqEntry) -> Cell:
    votes = entry.yes_count + entry.no_count
    if votes < FEWEST:
        return Cell(entry.question, None, _("fewer than 5 answers"))
    share = round(100 * entry.yes_count / votes)
    return Cell(entry.question, share, _("{share}% of {votes}").format(share=share, votes=f"{votes:,}"))
