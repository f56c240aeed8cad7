"""`/metrics` on the staff side: counts and ages in Prometheus' text format, about nobody.

https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4. All values are
read from the database when they are asked for, so that every process tells the same.
"""

from __future__ import annotations

import base64
import platform
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import django
from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from intake.sealing import load_secret
from intake.services.vitals import Vitals, vitals

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FROM_ELSEWHERE = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the numbers, or 404 to whoever may not have them."""
    if not _may_read(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    try:
        lines = "".join(f"{line}\n" for line in exposition(vitals(timezone.now())))
    except DatabaseError:
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse(lines, content_type=_CONTENT_TYPE)


def refuse_bad_token() -> None:
    """Read the token at the start. Raises KeyFileError when its file is broken or open to others."""
    if settings.METRICS_TOKEN_FILE is not None:
        _token(settings.METRICS_TOKEN_FILE)


def exposition(now: Vitals) -> Iterator[str]:
    """Yield the lines of the text format."""
    yield from _family("clinic_build_info", "What runs here.", {_build(): 1})
    by_status = {f'{{status="{name}"}}': count for name, count in now.by_status.items()}
    yield from _family("clinic_requests", "Requests of people, by status.", by_status)
    yield from _family("clinic_requests_overdue", "Requests past their promised time.", {"": now.overdue})
    by_state = {f'{{state="{name}"}}': count for name, count in now.outbox.items()}
    yield from _family("clinic_outbox_messages", "Messages in the outbox, by state.", by_state)
    yield from _family(
        "clinic_outbox_oldest_seconds", "Age of the oldest unsent message.", {"": now.outbox_age or 0}
    )
    yield from _family("clinic_canary_red", "1 when no canary came through in time.", {"": now.canary_red})
    yield from _family("clinic_canary_age_seconds", "Since the last good canary.", {"": now.canary_age})
    yield from _family("clinic_canary_seconds", "How long the last canary took.", {"": now.canary_seconds})


def _family(name: str, told: str, samples: dict[str, float | None]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples.items():
        if value is not None:
            yield f"{name}{labels} {float(value):g}"


def _build() -> str:
    return f'{{django="{django.get_version()}",python="{platform.python_version()}"}}'


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN_FILE is not None:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {_token(settings.METRICS_TOKEN_FILE)}")
    # Behind a proxy everybody comes from loopback: what a proxy passed on is not from here.
    if any(name in request.headers for name in _FROM_ELSEWHERE):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@cache
def _token(path: Path) -> str:
    return base64.b64encode(load_secret(path, at_least=32)).decode()
