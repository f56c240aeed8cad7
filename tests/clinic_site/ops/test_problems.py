"""What is wrong with the site is said on every staff page, with what to do."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from clinic_site.ops import problems as ops
from intake.audit import trail
from intake.enums import AuditKind, Kind, OutboxKind, OutboxState
from intake.mail import outbox
from intake.models import JobBeat, OutboxMessage
from intake.services.jobs.heartbeats import BACKUP, WORKER, record_heartbeat
from intake.services.requests.receive import receive
from tests.intake.tampering import tamper
from tests.intake.workbench import ANSWERS, desk
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_backups(settings: Settings) -> None:
    settings.BACKUP_RECIPIENTS_FILE = None


def _texts() -> str:
    return " ".join(problem.text for problem in ops.problems(timezone.now()))


def test_nothing_is_shown_while_all_is_well() -> None:
    assert _texts() == ""


@pytest.mark.parametrize("page", ["/admin/intake/submission/", "/admin/intake/submission/key-in/"])
def test_undelivered_mail_is_shown_on_every_staff_page(
    client: Client, nurse: AbstractBaseUser, page: str
) -> None:
    receive(Kind.CALLBACK, ANSWERS)
    OutboxMessage.objects.update(created_at=timezone.now() - 2 * HOUR)

    html = sign_in(client, nurse).get(page).content.decode()
    assert "Email isn’t being delivered" in html
    assert "Look at the queue yourself." in html


def _waits(kind: OutboxKind) -> None:
    record_heartbeat(WORKER, timezone.now())
    long_ago = timezone.now() - 2 * HOUR
    submission = receive(Kind.CALLBACK, ANSWERS, now=long_ago)
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=long_ago)
    outbox.enqueue(kind, submission, long_ago)


def test_full_mailbox_of_a_patient_is_no_problem_of_mail_to_staff() -> None:
    _waits(OutboxKind.CONFIRMATION)

    assert _texts() == ""


def test_pager_that_cannot_be_reached_is_not_said_to_be_email() -> None:
    _waits(OutboxKind.WEBHOOK)

    assert _texts() == "The pager or chat can’t be reached, so it won’t tell you about new requests."


def test_only_those_who_may_see_the_outbox_get_the_link(client: Client) -> None:
    receive(Kind.CALLBACK, ANSWERS)
    OutboxMessage.objects.update(created_at=timezone.now() - 2 * HOUR)

    assert "Open the outbox" not in sign_in(client, desk()).get("/admin/intake/submission/").content.decode()


def test_waiting_messages_are_read_once() -> None:
    receive(Kind.CALLBACK, ANSWERS)

    with CaptureQueriesContext(connection) as asked:
        ops.problems(timezone.now())

    of_the_outbox = [query for query in asked.captured_queries if "intake_outboxmessage" in query["sql"]]
    assert len(of_the_outbox) == 1


def test_stopped_worker_is_shown_after_five_minutes() -> None:
    record_heartbeat(WORKER, timezone.now() - dt.timedelta(minutes=4))
    assert _texts() == ""

    record_heartbeat(WORKER, timezone.now() - dt.timedelta(minutes=6))
    assert "background worker has stopped" in _texts()


def test_worker_that_never_ran_is_shown_once_a_message_waits_for_it() -> None:
    assert _texts() == ""

    receive(Kind.CALLBACK, ANSWERS, now=timezone.now() - dt.timedelta(minutes=4))
    assert _texts() == ""

    receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"}, now=timezone.now() - dt.timedelta(minutes=6))
    assert "background worker has stopped" in _texts()


def test_clock_that_was_ahead_hides_no_problem(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_RECIPIENTS_FILE = tmp_path / "recipients"
    ahead = timezone.now() + 30 * 24 * HOUR
    record_heartbeat(WORKER, ahead)
    record_heartbeat(BACKUP, ahead)

    assert "background worker has stopped" in _texts()
    assert "The last backup is more than a day old." in _texts()


def test_worker_says_that_it_runs() -> None:
    call_command("worker", once=True)

    assert JobBeat.objects.get().name == WORKER


def test_old_backup_is_shown_if_backups_are_configured(settings: Settings) -> None:
    record_heartbeat(BACKUP, timezone.now() - 27 * HOUR)
    assert _texts() == ""

    settings.BACKUP_RECIPIENTS_FILE = Path("recipients")
    assert "The last backup is more than a day old." in _texts()
    record_heartbeat(BACKUP, timezone.now() - HOUR)
    assert _texts() == ""


def test_trail_that_does_not_pass_its_nightly_check_is_shown(tmp_path: Path) -> None:
    call_command("verify_audit", stdout=io.StringIO())  # by hand, which says nothing about the nights
    assert not JobBeat.objects.exists()

    call_command("verify_audit", noted=tmp_path / "heads", stdout=io.StringIO())
    assert _texts() == ""

    JobBeat.objects.update(at=timezone.now() - 27 * HOUR)
    trail.record(AuditKind.LISTED, actor=None, now=timezone.now(), count=1)
    tamper("UPDATE intake_auditevent SET kind = 'opened'")
    with pytest.raises(CommandError, match="event 1"):
        call_command("verify_audit", noted=tmp_path / "heads", stdout=io.StringIO())

    assert "has not passed its nightly check" in _texts()


def test_full_disk_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ops.shutil, "disk_usage", lambda _path: SimpleNamespace(free=1, total=1000))

    assert "disk is nearly full" in _texts()


def test_full_disk_is_shown_in_a_container_without_a_folder_for_data(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    full = {settings.BASE_DIR: SimpleNamespace(free=1, total=1000)}
    monkeypatch.setattr(ops.shutil, "disk_usage", lambda path: full[path])

    assert "disk is nearly full" in _texts()


def test_navigation_shows_what_a_role_may_open(client: Client) -> None:
    html = sign_in(client, desk()).get("/admin/intake/submission/").content.decode()
    bar = html.partition('class="staff-bar"')[2].partition("</header>")[0]

    assert 'aria-current="page">Queue</a>' in bar
    assert ">People</a>" not in bar
    assert "Sign out" in bar
