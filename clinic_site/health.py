"""`/livez` and `/readyz`, for whatever supervises the processes.

They are answered before the host is judged and before the redirect to https: a supervisor asks a
process by its address on this machine. Nothing of the request is in the answer.
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

from clinic_site.metrics import metrics, refuse_bad_token
from intake.services import canary
from intake.services.vitals import outbox_age

OUTBOX_LATE = dt.timedelta(minutes=30)  # three of the longest pauses between two tries


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and a number or word that says how."""

    ok: bool
    seen: float | str | None


class HealthMiddleware:
    """Answers for the health of this process; passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers = {"/livez": live, "/readyz": ready}
        if settings.ROLE != "public":
            self.answers["/metrics"] = metrics
            refuse_bad_token()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer; no-store is set with the other headers."""
        answer = self.answers.get(request.path)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return answer(request)


def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Touches nothing, so that a database away restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether this process can do its work: 200 or 503. The staff side also says what was seen."""
    found = look(timezone.now())
    well = all(finding.ok for finding in found.values())
    status = 200 if well else 503
    if settings.ROLE != "staff":
        return HttpResponse("ok\n" if well else "not ready\n", status=status, content_type="text/plain")
    told = {name: {"ok": finding.ok, "seen": finding.seen} for name, finding in found.items()}
    return JsonResponse({"ready": well} | told, status=status)


def look(now: dt.datetime) -> dict[str, Finding]:
    """Return what was found, by name.

    A public process is ready when it can serve: taking it out of rotation because a mail server
    is down would close the site for nothing. Mail and canary are judged on the staff side.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = {"database": Finding(ok=True, seen=connection.vendor), "migrations": _migrations()}
        if settings.ROLE != "public" and found["migrations"].ok:
            found |= {"outbox": _outbox(now), "canary": _canary(now)}
    except DatabaseError as error:
        return {"database": Finding(ok=False, seen=type(error).__name__)}
    return found


class _NotApplied(Exception):
    """Migrations of this release are waiting; how many is its only argument."""


@cache  # a process never gets new migrations; only success is remembered
def _all_applied() -> bool:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotApplied(len(plan))
    return True


def _migrations() -> Finding:
    try:
        return Finding(ok=_all_applied(), seen=0)
    except _NotApplied as error:
        return Finding(ok=False, seen=error.args[0])


def _outbox(now: dt.datetime) -> Finding:
    age = outbox_age(now)
    return Finding(ok=age is None or age < OUTBOX_LATE.total_seconds(), seen=age)


def _canary(now: dt.datetime) -> Finding:
    if not canary.are_configured():
        return Finding(ok=True, seen="not configured")
    good = canary.last_good()
    age = "never" if good is None else round((now - good).total_seconds(), 1)
    return Finding(ok=not canary.is_red(now), seen=age)
