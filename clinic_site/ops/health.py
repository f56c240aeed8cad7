"""`/livez` and `/readyz`, for process supervisors.

They respond before the host check and the redirect to https, since supervisors use a local address.
Responses contain nothing from the request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from clinic_site.ops.metrics import metrics, refuse_bad_token
from intake.services.jobs import canary
from intake.services.jobs.metrics import outbox_age

OUTBOX_LATE = dt.timedelta(minutes=30)  # three times the longest delay between two attempts


@dataclass(frozen=True)
class CheckResult:
    """The result of one check: whether it passed, and the observed value."""

    ok: bool
    seen: float | str | None


class HealthMiddleware:
    """Serve the health endpoints, and `/metrics` on the staff side."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.views = {"/livez": live, "/readyz": ready}
        if settings.ROLE != "public":
            self.views["/metrics"] = metrics
            refuse_bad_token()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response; SecurityHeadersMiddleware makes it `no-store`."""
        view = self.views.get(request.path)
        if view is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return view(request)


def live(request: HttpRequest) -> HttpResponse:
    """Report that this process responds; no database access, so an outage does not trigger restarts."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Report whether this process is ready (200 or 503); on the staff side, with the results."""
    results = run_checks(timezone.now())
    is_ready = all(result.ok for result in results.values())
    status = 200 if is_ready else 503
    if settings.ROLE != "staff":
        return HttpResponse("ok\n" if is_ready else "not ready\n", status=status, content_type="text/plain")
    details = {name: {"ok": result.ok, "seen": result.seen} for name, result in results.items()}
    return JsonResponse({"ready": is_ready} | details, status=status)


def run_checks(now: dt.datetime) -> dict[str, CheckResult]:
    """Return the results by name.

    Mail and canary are checked on the staff side only: a public process can serve without them, and
    removing it from rotation would close the site.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        results = {"database": CheckResult(ok=True, seen=connection.vendor), "migrations": _migrations()}
        if settings.ROLE != "public" and results["migrations"].ok:
            results |= {"outbox": _outbox(now), "canary": _canary(now)}
    except DatabaseError as error:
        return {"database": CheckResult(ok=False, seen=type(error).__name__)}
    return results


class _UnappliedMigrations(Exception):
    """Migrations are unapplied; the only argument is their number."""


@cache  # exceptions are not cached, and a running process gets no new migrations
def _all_applied() -> bool:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _UnappliedMigrations(len(plan))
    return True


def _migrations() -> CheckResult:
    try:
        return CheckResult(ok=_all_applied(), seen=0)
    except _UnappliedMigrations as error:
        return CheckResult(ok=False, seen=error.args[0])


def _outbox(now: dt.datetime) -> CheckResult:
    age = outbox_age(now)
    return CheckResult(ok=age is None or age < OUTBOX_LATE.total_seconds(), seen=age)


def _canary(now: dt.datetime) -> CheckResult:
    if not canary.are_configured():
        return CheckResult(ok=True, seen="not configured")
    good = canary.last_success(now)
    age = "never" if good is None else round((now - good).total_seconds(), 1)
    return CheckResult(ok=not canary.is_failing(now), seen=age)
