"""The statistics of each month, as a table and as a CSV file. They identify no one."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.enums import Kind, Status
from intake.exports.csv_file import csv_line
from intake.roles import has_right
from intake.rules.staff_times import staff_time
from intake.services.jobs.counting import counted_months
from intake.services.jobs.months import Month
from intake.services.jobs.statistics import Waits
from intake.staff.dashboard.small_counts import cells, median_and_p90, shown_count

_ENDINGS = (Status.SCHEDULED, Status.REFERRED, Status.NOT_A_MATCH, Status.UNREACHABLE, Status.WITHDRAWN)


@require_safe
def months_page(request: HttpRequest) -> HttpResponse:
    """Show the last twelve months, or send them as CSV. Raises PermissionDenied without the right."""
    if not has_right(request.user, "view_dashboard"):
        raise PermissionDenied
    now = timezone.now()
    found, counted_at = counted_months(now)
    head, rows = _head(), [_row(month) for month in _from_the_first(found)]
    if request.GET.get("format") == "csv":
        text = "\ufeff" + "".join(csv_line(each) for each in [head, *rows])
        headers = {"Content-Disposition": 'attachment; filename="months.csv"'}
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
    context = {
        "title": _("Month by month"),
        "head": head,
        "rows": [list(zip(head, row, strict=True)) for row in rows],
        "counted_at": staff_time(counted_at, now),
    }
    return TemplateResponse(request, "admin/intake/months.html", admin.site.each_context(request) | context)


def _from_the_first(found: list[Month]) -> list[Month]:
    """Return the months, newest first, without those before the first request; the newest one stays."""
    oldest = max((place for place, month in enumerate(found) if month.total), default=0)
    return found[: oldest + 1]


def _head() -> list[str]:
    waits = [_("Median to the first attempt"), _("Median to the first conversation")]
    kinds, endings = [str(kind.label) for kind in Kind], [str(ending.label) for ending in _ENDINGS]
    return [_("Month"), _("Received"), *kinds, *endings, *waits]


def _row(month: Month) -> list[str]:
    endings = [month.statuses[ending] for ending in _ENDINGS]
    *shown_endings, _still_open = _shown([*endings, month.total - sum(endings)])
    return [
        date_format(month.first, "F Y"),
        shown_count(month.total),
        *_shown(month.kinds[kind] for kind in Kind),
        *shown_endings,
        *(_median(waits) for waits in (month.to_first_attempt, month.to_first_talk)),
    ]


def _median(waits: Waits) -> str:
    return median_and_p90(waits)[0] if waits.count else "–"


def _shown(counts: Iterable[int]) -> list[str]:
    # They add up to the total, so one hidden count hides a second one.
    return [cell.shown for cell in cells((str(place), count) for place, count in enumerate(counts))]
