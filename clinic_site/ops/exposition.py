"""Metrics in Prometheus's text format."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass

import django
from django.http import HttpResponse
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from intake.services.jobs.metrics import JobMetrics


@dataclass
class _ClinicCollector(Collector):
    """Converts metrics from the database to metric families."""

    now: JobMetrics

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


def response(now: JobMetrics) -> HttpResponse:
    """Return the metrics in text format, without default process metrics."""
    return HttpResponse(generate_latest(_ClinicCollector(now)), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _by_label(name: str, help_text: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family
