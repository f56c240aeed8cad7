"""Pausing the deadline while waiting for the patient."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import override_settings

from clinic_site import clinic
from intake.enums import AttemptResult, Channel, Status
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.deadlines import advance, next_within, opening_day_after, opening_time_between
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_stuck_waits, end_waits, resume_now
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
NEW_JERSEY = ZoneInfo("America/New_York")
MINUTE = dt.timedelta(minutes=1)


def _local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_JERSEY).astimezone(dt.UTC)


def _asked_to_call_back(
    nurse: AbstractBaseUser, received: dt.datetime, now: dt.datetime, until: dt.datetime | None = None
) -> Submission:
    submission = request_of(at=received)
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=until)
    record_attempt(submission, attempt, actor=nurse, now=now)
    submission.refresh_from_db()
    return submission


def test_unanswered_attempt_moves_the_deadline_to_the_next_attempt(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    submission.refresh_from_db()
    assert submission.waiting_since is None
    assert not submission.is_overdue(submission.due_at + MINUTE)
    assert submission.queue_at > submission.next_call_at
    assert submission.is_overdue(submission.queue_at + MINUTE)


def test_request_waiting_for_a_call_back_is_not_overdue(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR, MONDAY + 2 * DAY)

    assert not submission.is_overdue(submission.due_at + MINUTE)
    assert Submission.objects.overdue(submission.due_at + MINUTE).count() == 0


def test_deadline_moves_by_the_opening_time_spent_waiting(nurse: AbstractBaseUser) -> None:
    # Received at 10, due at 14; waits from 11 to 13 the next day: 6 h + 4 h of opening time.
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR, MONDAY + DAY + 3 * HOUR)

    end_waits(MONDAY + DAY + 3 * HOUR)

    submission.refresh_from_db()
    assert submission.paused_seconds == 10 * 3600
    assert submission.act_by == MONDAY + DAY + 6 * HOUR  # three hours were left
    assert submission.queue_at == MONDAY + DAY + 3 * HOUR  # the call-back was promised for this time
    assert submission.due_at == MONDAY + 4 * HOUR  # the promise does not change


@pytest.mark.parametrize(
    ("received", "waits", "until", "act_by"),
    [
        # Clocks go back on Sunday, 1 November 2026, and forward on Sunday, 14 March 2027.
        ("2026-10-30 15:00", "2026-10-30 16:00", "2026-11-02 10:00", "2026-11-02 13:00"),
        ("2027-03-12 15:00", "2027-03-12 16:00", "2027-03-15 10:00", "2027-03-15 13:00"),
    ],
)
def test_dst_change_does_not_affect_the_deadline(
    nurse: AbstractBaseUser, received: str, waits: str, until: str, act_by: str
) -> None:
    submission = _asked_to_call_back(nurse, _local(received), _local(waits), _local(until))

    end_waits(_local(until))

    submission.refresh_from_db()
    assert submission.act_by == _local(act_by)
    assert submission.paused_seconds == 2 * 3600


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-11-01", 25), ("2027-03-14", 23)], ids=["clocks back", "clocks forward"]
)
def test_day_with_a_dst_change_has_23_or_25_hours(day: str, hours: int, tmp_path: Path) -> None:
    text = Path("tests/clinic.toml").read_text()
    path = tmp_path / "clinic.toml"
    path.write_text(text.replace("[opening_hours]", '[opening_hours]\nsunday = ["00:00-23:59"]'))
    facts = clinic.load(path)
    start = _local(f"{day} 00:00")

    assert opening_time_between(start, start + 26 * HOUR, facts) == hours * HOUR - MINUTE
    assert advance(start, 4 * HOUR, facts) == start + 4 * HOUR


def test_new_opening_hours_do_not_move_the_deadline(nurse: AbstractBaseUser, tmp_path: Path) -> None:
    submission = request_of()
    path = tmp_path / "clinic.toml"
    path.write_text(Path("tests/clinic.toml").read_text().replace("09:00-17:00", "08:00-10:30"))

    with override_settings(CLINIC_FILE=path):
        submission.refresh_from_db()
        assert submission.queue_at == submission.due_at == MONDAY + 4 * HOUR


def test_overdue_request_is_as_overdue_after_waiting(nurse: AbstractBaseUser) -> None:
    received = MONDAY - 3 * DAY  # Friday
    submission = _asked_to_call_back(nurse, received, MONDAY, MONDAY + HOUR)
    late = opening_time_between(submission.due_at, MONDAY, clinic.current())
    assert late

    end_waits(MONDAY + HOUR)

    submission.refresh_from_db()
    assert opening_time_between(submission.act_by, MONDAY + HOUR, clinic.current()) == late


def test_waiting_for_a_call_ends_only_when_staff_end_it(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR)
    assert end_waits(MONDAY + 30 * DAY) == 0

    row = resume_now(submission, actor=nurse, now=MONDAY + 2 * HOUR)

    assert (row.waiting_since, row.act_by) == (None, MONDAY + 5 * HOUR)


def test_waiting_for_a_call_ends_when_the_patient_writes(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR)

    amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY + 2 * HOUR)

    submission.refresh_from_db()
    assert submission.waiting_since is None
    assert submission.status == Status.ATTEMPTING


def test_waiting_for_a_call_ends_when_the_patient_asks_again(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR)

    request_of(at=MONDAY + 5 * HOUR)  # the same answers

    submission.refresh_from_db()
    assert Submission.objects.count() == 1
    assert (submission.asked_again_at, submission.waiting_since) == (MONDAY + 5 * HOUR, None)
    assert submission.next_call_at == MONDAY + 5 * HOUR
    assert submission.queue_at == MONDAY + DAY + HOUR  # two hours are left of Monday
    assert submission.version == 3


def test_change_does_not_end_the_wait_for_a_scheduled_call_back(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR, MONDAY + DAY)

    amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY + 2 * HOUR)

    submission.refresh_from_db()
    assert submission.waiting_until == MONDAY + DAY


def _left_a_message(submission: Submission, nurse: AbstractBaseUser) -> None:
    attempt = Attempt(AttemptResult.VOICEMAIL, Channel.PHONE, reason="They asked us to.")
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    submission.refresh_from_db()


def test_voicemail_waits_until_the_next_attempt(nurse: AbstractBaseUser) -> None:
    submission = request_of(voicemail=True)
    _left_a_message(submission, nurse)

    assert submission.waiting_since == MONDAY
    assert submission.waiting_until == submission.next_call_at is not None


def test_voicemail_does_not_stop_the_clock_if_linked_requests_have_no_time_in_common(
    nurse: AbstractBaseUser,
) -> None:
    submission, other = request_of(times=["morning"]), request_of("Kim", times=["afternoon"])
    link(submission, other, actor=nurse, now=MONDAY)
    _left_a_message(submission, nurse)

    assert (submission.next_call_at, submission.waiting_since) == (None, None)
    assert submission.queue_at <= submission.act_by
    assert submission in Submission.objects.overdue(submission.act_by + MINUTE)


def test_voicemail_does_not_stop_the_clock_if_the_clinic_no_longer_opens_at_the_chosen_time(
    nurse: AbstractBaseUser, tmp_path: Path
) -> None:
    submission = request_of(times=["morning"], voicemail=True)
    text = Path("tests/clinic.toml").read_text()
    path = tmp_path / "clinic.toml"
    path.write_text(text.replace("09:00-17:00", "12:00-19:00").replace("09:00-12:00", "12:00-12:30"))

    with override_settings(CLINIC_FILE=path):
        _left_a_message(submission, nurse)

    assert (submission.next_call_at, submission.waiting_since) == (None, None)
    assert submission in Submission.objects.overdue(submission.act_by + MINUTE)


def test_deadline_of_the_next_attempt_ends_with_the_times_that_the_person_gave(
    nurse: AbstractBaseUser,
) -> None:
    submission = request_of(times=["morning"])
    index_new(set())
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)
    submission.refresh_from_db()
    assert submission.next_call_at == _local("2026-11-25 09:00")
    assert submission.queue_at == _local("2026-11-25 11:00")

    amend(submission, {"times": ["midday"], "wording": "change-1"}, MONDAY + HOUR)

    submission.refresh_from_db()
    assert submission.next_call_at == _local("2026-11-25 11:00")
    assert submission.queue_at == _local("2026-11-25 14:00")


def test_deadline_of_the_next_attempt_moves_if_any_time_is_right(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])
    index_new(set())
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    amend(submission, {"times": ["any"], "wording": "change-1"}, MONDAY + HOUR)

    submission.refresh_from_db()
    assert submission.queue_at == _local("2026-11-25 14:00")


def test_worker_ends_the_waits_that_earlier_releases_began_without_an_end(nurse: AbstractBaseUser) -> None:
    stuck, theirs = request_of(voicemail=True), _asked_to_call_back(nurse, MONDAY - HOUR, MONDAY)
    _left_a_message(stuck, nurse)
    Submission.objects.filter(pk=stuck.pk).update(waiting_until=None, next_call_at=None, queue_at=NEVER)

    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        call_command("worker", once=True)

    stuck.refresh_from_db()
    theirs.refresh_from_db()
    assert (stuck.waiting_since, stuck.queue_at) == (None, stuck.due_at)
    assert stuck in Submission.objects.overdue(MONDAY + 2 * DAY)
    assert theirs.waiting_since == MONDAY
    assert end_stuck_waits(MONDAY + 3 * DAY) == 0


def test_request_is_not_late_at_once_when_they_call_after_the_planned_day(nurse: AbstractBaseUser) -> None:
    submission = _asked_to_call_back(nurse, MONDAY, MONDAY + HOUR)
    assert submission.next_call_at < MONDAY + 8 * DAY

    row = resume_now(submission, actor=nurse, now=MONDAY + 8 * DAY)

    assert row.next_call_at == MONDAY + 8 * DAY
    assert row.queue_at == MONDAY + 8 * DAY + 4 * HOUR


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-23 10:15", "2026-11-23 10:15"),
        ("2026-11-23 11:00", "2026-11-24 09:00"),
        ("2026-11-27 12:00", "2026-11-30 09:00"),
        ("2026-12-24 15:00", "2026-12-28 09:00"),
    ],
    ids=["within", "window over", "weekend", "holiday"],
)
def test_next_allowed_time_is_within_opening_hours_and_window(start: str, expected: str) -> None:
    morning = [(dt.time(0), dt.time(11))]

    assert next_within(_local(start), morning, clinic.current()) == _local(expected)


def test_without_a_window_there_is_no_next_time() -> None:
    assert next_within(MONDAY, [], clinic.current()) is None


def test_opening_days_exclude_weekends_and_holidays() -> None:
    assert opening_day_after(_local("2026-12-24 10:00"), 2, clinic.current()) == _local("2026-12-29 00:00")
