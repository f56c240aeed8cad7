"""What patients do after sending: the public side only adds a row, the staff side checks and applies it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from clinic_site.ops.log_format import JsonFormatter
from intake.crypto.keys import public_keys
from intake.enums import ActionResult, AttemptResult, Cause, Channel, PatientActionKind, Status
from intake.models import Amendment, AuditEvent, OutboxMessage, PatientAction, StatusChange, Submission
from intake.models.answers import current_answers
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.requests.patient_actions import apply_pending, ask_again
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.linking import link
from intake.services.triage.transitions import SameRequestIsOpen, locked_for_update
from intake.services.triage.waiting import end_waits
from tests.intake.coming_back import (
    MONDAY,
    apply_actions,
    is_open,
    look_up,
    page_of,
    post_to,
    stored,
)
from tests.intake.workbench import DAY, HOUR, LIST, enter, request_of
from tests.typed import SECRET

pytestmark = pytest.mark.django_db
Act = Callable[..., PatientAction]


# --- the public side


@pytest.mark.parametrize("what", ["withdraw", "change"])
def test_a_process_without_keys_changes_no_stored_row(
    client: Client, submission: Submission, settings: Settings, what: str
) -> None:
    before = Submission.objects.filter(pk=submission.pk).values().get()
    settings.SEALING_PRIVATE_KEYS_FILE = settings.INDEX_KEY_FILE = None

    assert post_to(client, submission, what, {"times": ["midday"]}).status_code == 303

    assert Submission.objects.filter(pk=submission.pk).values().get() == before
    assert PatientAction.objects.get().result == ActionResult.PENDING
    assert (Amendment.objects.count(), StatusChange.objects.count()) == (0, 0)


def test_the_patient_sees_at_once_what_staff_have_yet_to_apply(
    client: Client, submission: Submission, settings: Settings
) -> None:
    settings.SEALING_PRIVATE_KEYS_FILE = None

    post_to(client, submission, "withdraw")
    assert "You canceled this request" in page_of(client, submission)

    post_to(client, submission, "undo")
    page = page_of(client, submission)
    assert "You canceled this request" not in page
    assert "Cancel this request" in page
    post_to(client, submission, "change", {"times": ["midday"]})
    assert "You changed it" in page_of(client, submission)


def test_a_press_that_changes_nothing_adds_no_row(
    client: Client, submission: Submission, settings: Settings
) -> None:
    settings.SEALING_PRIVATE_KEYS_FILE = None
    for _ in range(3):
        post_to(client, submission, "withdraw")

    assert PatientAction.objects.count() == 1


def test_an_action_shows_neither_secret_nor_answers(submission: Submission, act_outside: Act) -> None:
    action = act_outside(submission, PatientActionKind.CHANGE, answers={"code_word": "vintrosk"})

    assert action.sealed.startswith(f"v1.{public_keys().current}.")
    assert SECRET not in action.sealed
    assert "vintrosk" not in action.sealed


# --- the staff side


def test_the_worker_applies_a_withdrawal(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    call_command("worker", once=True)

    row, action = stored(submission), PatientAction.objects.get()
    assert (row.status, row.purge_after) == (Status.WITHDRAWN, row.closed_at + 30 * DAY)
    assert (action.result, action.sealed) == (ActionResult.APPLIED, "")
    assert OutboxMessage.objects.filter(kind="withdrawn").count() == 1
    assert AuditEvent.objects.filter(kind="status", submission=row, actor=None).count() == 1


def test_the_promise_counts_from_the_times_of_a_change(
    client: Client, submission: Submission, time_machine: Any
) -> None:
    time_machine.move_to(MONDAY + HOUR / 2, tick=False)
    post_to(client, submission, "change", {"when": "some", "times": ["afternoon"]})

    row = stored(submission)
    assert (row.act_by, row.queue_at) == (MONDAY + 7 * HOUR, MONDAY + 7 * HOUR)
    assert row.due_at == submission.due_at
    assert "Monday, November 23, 2026, 5\N{NO-BREAK SPACE}p.m. (Eastern Time)" in page_of(client, submission)


@pytest.mark.parametrize("change", [{"when": "any"}, {"voicemail": "yes"}])
def test_a_change_that_takes_no_time_away_moves_no_promise(
    client: Client, submission: Submission, change: dict[str, str]
) -> None:
    post_to(client, submission, "change", change)

    assert stored(submission).act_by == submission.due_at


def test_a_change_makes_no_late_request_timely(
    client: Client, submission: Submission, time_machine: Any
) -> None:
    time_machine.move_to(MONDAY + DAY, tick=False)
    post_to(client, submission, "change", {"when": "some", "times": ["afternoon"]})

    assert stored(submission).act_by == submission.due_at
    assert "We haven’t reached you by the time we promised" in page_of(client, submission)


def test_no_time_is_promised_while_a_change_is_still_sealed(
    client: Client, submission: Submission, settings: Settings
) -> None:
    assert "We’ll contact you by" in page_of(client, submission)
    settings.SEALING_PRIVATE_KEYS_FILE = None
    post_to(client, submission, "change", {"when": "some", "times": ["afternoon"]})

    assert "We’ll contact you by" not in page_of(client, submission)


def test_the_worker_applies_a_change(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.CHANGE, answers={"wording": "change-1", "voicemail": True})

    call_command("worker", once=True)

    row = stored(submission)
    assert current_answers(row)["voicemail"] is True
    assert row.amended_at is not None
    assert row.indexed_at is not None
    assert OutboxMessage.objects.filter(kind="changed").count() == 1


def test_withdrawing_and_undoing_are_applied_in_their_order(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)
    with time_machine.travel(MONDAY + dt.timedelta(minutes=1), tick=False):
        act_outside(submission, PatientActionKind.TAKE_BACK)

    assert apply_actions(MONDAY + 3 * HOUR) == 2

    row = stored(submission)
    assert (row.status, row.purge_after, row.due_at) == (Status.NEW, None, submission.due_at)


def test_an_action_is_applied_once(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    assert (apply_actions(), apply_actions()) == (1, 0)


def test_a_withdrawal_of_a_closed_request_has_no_effect(submission: Submission, act_outside: Act) -> None:
    for _ in range(2):
        act_outside(submission, PatientActionKind.WITHDRAW)
    apply_actions()

    results = PatientAction.objects.values_list("result", flat=True)
    assert sorted(results) == [ActionResult.APPLIED, ActionResult.NO_EFFECT]


def test_staff_who_open_a_request_see_what_its_patient_did(
    client: Client, nurse: AbstractBaseUser, submission: Submission, act_outside: Act
) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    enter(client, nurse).get(f"{LIST}{submission.pk}/change/")

    assert stored(submission).status == Status.WITHDRAWN


@pytest.mark.parametrize("word", ["claim", "release"])
def test_staff_who_act_on_a_request_do_not_act_on_one_that_was_withdrawn(
    client: Client, nurse: AbstractBaseUser, submission: Submission, act_outside: Act, word: str
) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    enter(client, nurse).post(f"{LIST}{submission.pk}/do/{word}/", {"version": submission.version})

    assert stored(submission).status == Status.WITHDRAWN


def test_asking_again_only_leaves_a_mark(submission: Submission) -> None:
    ask_again(submission, MONDAY + HOUR)
    ask_again(submission, MONDAY + HOUR + dt.timedelta(minutes=59))

    row = stored(submission)
    assert (row.status, row.asked_again_at) == (Status.NEW, MONDAY + HOUR)
    assert PatientAction.objects.count() == 1


# --- what withdrawing leaves behind


def test_a_linked_request_gets_its_own_deadline_back(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam", at=MONDAY - DAY), request_of("Samuel", at=MONDAY)
    link(first, second, actor=nurse, now=MONDAY)
    assert stored(second).queue_at == first.due_at

    withdraw(first, MONDAY)
    assert stored(second).queue_at == second.due_at

    take_back(first, MONDAY)
    assert stored(second).queue_at == first.due_at


def test_a_withdrawn_request_no_longer_waits(nurse: AbstractBaseUser) -> None:
    submission = request_of("Sam", at=MONDAY)
    call_back = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + DAY)
    record_attempt(submission, call_back, actor=nurse, now=MONDAY + HOUR)

    withdraw(submission, MONDAY + 2 * HOUR)
    assert end_waits(MONDAY + 2 * DAY) == 0

    causes = list(StatusChange.objects.values_list("cause", flat=True))
    assert causes[-2:] == [Cause.RESUMED, Cause.WITHDRAWN]


# --- the same request is open


def test_only_the_rule_about_twins_means_that_the_same_request_is_open() -> None:
    submission, other = request_of("Sam"), request_of("Kim")

    with pytest.raises(IntegrityError), locked_for_update(submission) as row:
        Submission.objects.filter(pk=row.pk).update(reference=other.reference)


def test_a_twin_is_known_by_its_rule() -> None:
    submission, other = request_of("Sam"), request_of("Kim")

    with pytest.raises(SameRequestIsOpen), locked_for_update(submission) as row:
        row.idempotency_key = other.idempotency_key


def test_undoing_beside_a_twin_that_comes_first_has_no_effect(
    client: Client, submission: Submission, act_outside: Act, typed: Callable[..., dict[str, Any]]
) -> None:
    withdraw(submission, MONDAY)
    act_outside(submission, PatientActionKind.TAKE_BACK)
    client.post("/callback/", typed(name="Rosalind", email="rosalind@example.com"))

    apply_actions()

    assert PatientAction.objects.get().result == ActionResult.NO_EFFECT
    assert is_open(look_up(client, submission))


def test_an_action_that_cannot_be_applied_does_not_block_others(
    submission: Submission, act_outside: Act, caplog: pytest.LogCaptureFixture
) -> None:
    other, skip = request_of("Kim"), set[object]()
    broken = act_outside(submission, PatientActionKind.CHANGE, answers={"times": ["new_time"]})
    act_outside(other, PatientActionKind.WITHDRAW)

    assert apply_pending(skip, MONDAY) == 1

    assert (stored(other).status, skip) == (Status.WITHDRAWN, {broken.pk})
    assert PatientAction.objects.get(pk=broken.pk).result == ActionResult.PENDING
    assert (Amendment.objects.count(), stored(submission).amended_at) == (0, None)
    (record,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "new_time" not in JsonFormatter().format(record)
