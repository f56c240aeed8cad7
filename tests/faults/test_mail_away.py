"""Six hours without mail, on a clock that is moved by hand: down, hanging, or saying no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from intake import outbox
from intake.enums import Kind, OutboxState
from intake.models import OutboxMessage
from intake.services.receive import receive
from tests.stack import Mailbox, free_port

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
AWAY, STEP = dt.timedelta(hours=6), dt.timedelta(minutes=10)
PEOPLE = 3
FAULTS = {"down": None, "hanging": "451 too late", "4xx": "451 try later", "5xx": "554 refused"}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_six_hours_every_mail_is_out_within_one_backoff_and_once(
    fault: str, tell: Callable[..., None]
) -> None:
    for number in range(PEOPLE):
        receive(Kind.CALLBACK, {"name": f"Sam {number}"}, now=NOW)
    box = Mailbox(free_port())
    with _mail_to(box.port):
        if FAULTS[fault]:
            box.answer, box.hang_seconds = FAULTS[fault], 0.2 if fault == "hanging" else 0
            box.start()
        _work_through(NOW, NOW + AWAY)
        assert box.accepted == []
        box.answer, box.hang_seconds = "250 OK", 0
        if not FAULTS[fault]:
            box.start()
        try:
            _work_through(NOW + AWAY, NOW + AWAY + outbox.LONGEST_WAIT)
        finally:
            box.stop()

    ids = [message["Message-ID"] for message in box.accepted]
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    tell(
        f"mail {fault} for six hours",
        database,
        1,
        mails=len(set(ids)),
        mails_doubled=len(ids) - len(set(ids)),
    )
    assert (len(ids), len(set(ids))) == (PEOPLE, PEOPLE)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.SENT}
    assert OutboxMessage.objects.order_by("attempts").first().attempts > 20


def _mail_to(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=0.05,
    )


def _work_through(start: dt.datetime, end: dt.datetime) -> None:
    while start <= end:
        with time_machine.travel(start, tick=False):
            call_command("worker", once=True)
        start += STEP
