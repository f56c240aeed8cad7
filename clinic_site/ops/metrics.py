"""`/metrics` on the staff side: counts and ages for Prometheus, without personal data.

All values are read from the database on each request, so that all processes report the same.
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
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from intake.crypto.sealing import load_secret
from intake.services.jobs.metrics import JobMetrics, job_metrics

_PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics, or 404 without access."""
    if not _may_read(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    try:
        text = exposition(job_metrics(timezone.now()))
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def refuse_bad_token() -> None:
    """Validate the token file at startup. Raises KeyFileError if it is invalid or readable by others."""
    if settings.METRICS_TOKEN_FILE is not None:
        _token(settings.METRICS_TOKEN_FILE)


class ClinicCollector(Collector):
    """Convert metrics read from the database to metric families."""

    def __init__(self, now: JobMetrics) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the families; unknown values are omitted."""
        now = self.now
        build = GaugeMetricFamily("clinic_build_info", "Versions in use.", labels=["django", "python"])
        build.add_metric([django.get_version(), platform.python_version()], 1)
        yield build
        yield _by_label("clinic_requests", "Requests, by status.", "status", now.by_status)
        yield _by_label("clinic_outbox_messages", "Messages in the outbox, by state.", "state", now.outbox)
        for name, help_text, value in (
            ("clinic_requests_overdue", "Requests past their promised time.", now.overdue),
            ("clinic_outbox_oldest_seconds", "Age of the oldest unsent message.", now.outbox_age or 0),
            ("clinic_canary_red", "1 when no canary has arrived in time.", now.canary_red),
            ("clinic_canary_age_seconds", "Time since the last good canary.", now.canary_age),
            ("clinic_canary_seconds", "Duration of the last canary.", now.canary_seconds),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, help_text, value=float(value))


def exposition(now: JobMetrics) -> bytes:
    """Return the metrics in text format, without default process metrics."""
    registry = CollectorRegistry()
    registry.register(ClinicCollector(now))
    return generate_latest(registry)


def _by_label(name: str, help_text: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


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
    return base64.b64encode(load_secret(path, at_least=32)).decode()
