"""The mail server is down, hanging or refusing for six hours of simulated time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from intake.enums import Kind, OutboxState
from intake.mail import outbox
from intake.models import OutboxMessage
from intake.services.requests.receive import receive
from tests.stack import Mailbox, free_port

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
OUTAGE, STEP = dt.timedelta(hours=6), dt.timedelta(minutes=10)
PEOPLE = 3
FAULTS = {"down": None, "hanging": "451 too late", "4xx": "451 try later", "5xx": "554 refused"}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_mail_is_sent_once_within_one_backoff_of_recovery(
    fault: str, report: Callable[..., None]
) -> None:
    for number in range(PEOPLE):
        receive(Kind.CALLBACK, {"name": f"Sam {number}"}, now=NOW)
    box = Mailbox(free_port())
    hangs = fault == "hanging"
    with _mail_to(box.port, timeout=0.05 if hangs else 10):
        if FAULTS[fault]:
            box.answer, box.hang_seconds = FAULTS[fault], 0.2 if hangs else 0
            box.start()
        _run_worker(NOW, NOW + OUTAGE)
        assert box.accepted == []
    box.answer, box.hang_seconds = "250 OK", 0
    if not FAULTS[fault]:
        box.start()
    with _mail_to(box.port, timeout=10):
        try:
            _run_worker(NOW + OUTAGE, NOW + OUTAGE + outbox.LONGEST_WAIT)
        finally:
            box.stop()

    ids = [message["Message-ID"] for message in box.accepted]
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    report(
        f"mail {fault} for six hours",
        database,
        1,
        mails=len(set(ids)),
        mails_doubled=len(ids) - len(set(ids)),
    )
    assert (len(ids), len(set(ids))) == (PEOPLE, PEOPLE)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.SENT}
    assert OutboxMessage.objects.order_by("attempts").first().attempts > 20


def _mail_to(port: int, *, timeout: float) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=timeout,
    )


def _run_worker(start: dt.datetime, end: dt.datetime) -> None:
    while start <= end:
        with time_machine.travel(start, tick=False):
            call_command("worker", once=True)
        start += STEP
