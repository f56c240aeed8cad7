from __future__ import annotations

import datetime as dt
import json
import threading
import uuid
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import override_settings
from django.utils import timezone

from clinic_site.ops.log_format import JsonFormatter
from intake.crypto.blind_index import email_index, phone_index
from intake.crypto.keys import index_keys, public_keys
from intake.crypto.sealing import seal
from intake.enums import Kind
from intake.mail import outbox
from intake.management.commands import worker
from intake.models import RateCount, Submission
from intake.services.jobs.heartbeats import WORKER, last_heartbeats
from intake.services.requests.receive import receive
from intake.spam import limits

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Sam", "phone": {"e164": "+17325550142"}, "email": "Sam@Example.com"}


def test_one_run_sends_the_email_and_fills_the_index() -> None:
    receive(Kind.CALLBACK, ANSWERS)

    call_command("worker", once=True)

    submission = Submission.objects.get()
    assert len(mail.outbox) == 1
    assert submission.phone_index == phone_index("+17325550142", index_keys()[0])
    assert submission.email_index == email_index("sam@example.com", index_keys()[0])


def test_a_second_run_has_nothing_to_do() -> None:
    receive(Kind.CALLBACK, ANSWERS)
    call_command("worker", once=True)
    call_command("worker", once=True)

    assert len(mail.outbox) == 1


def test_a_request_that_cannot_be_opened_does_not_block_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = receive(Kind.CALLBACK, ANSWERS), receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"})
    Submission.objects.filter(pk=broken.pk).update(sealed="v1.00000000.AAAA")

    call_command("worker", once=True)

    whole.refresh_from_db()
    assert whole.indexed_at is not None
    assert len(mail.outbox) == 2


def test_a_worker_on_the_public_side_sends_mail_and_opens_nothing() -> None:
    receive(Kind.CALLBACK, ANSWERS)

    with override_settings(SEALING_PRIVATE_KEYS_FILE=None, INDEX_KEY_FILE=None):
        call_command("worker", once=True)

    assert len(mail.outbox) == 1
    assert Submission.objects.get().indexed_at is None


def test_a_row_without_answers_does_not_stop_the_worker() -> None:
    strange, whole = receive(Kind.CALLBACK, ANSWERS), receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"})
    sealed = seal(b"[]", bound_to=strange.sealed_context, keys=public_keys())
    Submission.objects.filter(pk=strange.pk).update(sealed=sealed)

    call_command("worker", once=True)

    whole.refresh_from_db()
    assert whole.indexed_at is not None
    assert len(mail.outbox) == 2


def test_the_worker_survives_an_unavailable_database(monkeypatch: pytest.MonkeyPatch) -> None:
    receive(Kind.CALLBACK, ANSWERS)
    command, looks = worker.Command(), iter(range(5))

    def unavailable(*_: object) -> None:
        if next(looks) < 3:
            raise InterfaceError
        command.stopping.set()

    monkeypatch.setattr(outbox, "claim", unavailable)
    monkeypatch.setattr(worker, "_PAUSE", 0.01)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)

    command.handle(once=False)

    assert Submission.objects.get().indexed_at is not None


def test_a_mail_server_that_hangs_delays_other_work_by_a_minute_or_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(20):
        receive(Kind.CALLBACK, ANSWERS | {"name": f"Sam {number}"})
    command, tried = worker.Command(), []
    command.stopping, command.name = threading.Event(), uuid.uuid4()
    monkeypatch.setattr(outbox, "deliver", lambda message, *_args, **_more: tried.append(message))
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: 20.0 * len(tried)))

    assert command._send()
    assert len(tried) < 5  # each waited twenty seconds


def test_a_run_deletes_only_expired_counts() -> None:
    now, hour = timezone.now(), dt.timedelta(hours=1)
    limits.add([limits.RateCounter("ask", "long ago", hour)], now - dt.timedelta(days=1))
    limits.add([limits.RateCounter("ask", "now", hour)], now)

    call_command("worker", once=True)

    assert RateCount.objects.count() == 1
    assert limits.add([limits.RateCounter("ask", "now", hour)], now) == [2]


def _failing(now: dt.datetime) -> None:
    raise ValueError("Sam")


@pytest.mark.parametrize("error", [ValueError, OperationalError, IntegrityError])
def test_a_job_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    ran: list[str] = []

    def failing(now: dt.datetime) -> None:
        raise error

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_JOBS", (failing, lambda now: ran.append("minute")))
    monkeypatch.setattr(worker, "_HOURLY_JOBS", (failing, lambda now: ran.append("hour")))

    with pytest.raises(CommandError, match="failing"):
        call_command("worker", once=True)

    assert ran == ["minute", "hour"]
    assert WORKER in last_heartbeats()


def test_a_failed_job_is_logged_with_its_name_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_JOBS", (_failing,))

    with pytest.raises(CommandError):
        call_command("worker", once=True)

    (record,) = [each for each in caplog.records if each.name == worker.__name__]
    line = json.loads(JsonFormatter().format(record))
    assert line["job"] == f"{__name__}._failing"
    assert "Sam" not in str(line)
