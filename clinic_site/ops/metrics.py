"""`/metrics` on the staff side: counts and ages for Prometheus, without personal data.

All values are read from the database on each request, so that all processes report the same.
"""

from __future__ import annotations

import base64
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from intake.crypto.sealing import load_secret
from intake.services.jobs.metrics import job_metrics

_PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics, or 404 without access."""
    if not _may_read(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    from clinic_site.ops import exposition  # loads prometheus_client, which only this address needs

    try:
        return exposition.response(job_metrics(timezone.now()))
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")


def refuse_bad_token() -> None:
    """Validate the token file at startup. Raises KeyFileError if it is invalid or readable by others."""
    if settings.METRICS_TOKEN_FILE is not None:
        _token(settings.METRICS_TOKEN_FILE)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN_FILE is not None:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {_token(settings.METRICS_TOKEN_FILE)}")
    # Behind a proxy, every request comes from loopback, so forwarded requests are rejected.
    if any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@cache
def _token(path: Path) -> str:
    return base64.b64encode(load_secret(path)).decode()
