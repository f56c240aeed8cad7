"""What patients do after sending: the public side only adds a row, the staff side checks and applies it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake.crypto.keys import public_keys
from intake.crypto.receipts import derived_secrets
from intake.crypto.sealing import load_public_keys, new_key_pair, seal
from intake.enums import ActionResult, AttemptResult, Cause, Channel, PatientActionKind, Status
from intake.models import Amendment, AuditEvent, OutboxMessage, PatientAction, StatusChange, Submission
from intake.models.opening import current_answers
from intake.services.requests.patient_actions import act, apply_pending, ask_again
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.attempts import Attempt, record_attempt
from intake.services.triage.linking import link
from intake.services.triage.transitions import SameRequestIsOpen, locked_for_update
from intake.services.triage.waiting import end_waits
from tests.intake.coming_back import MONDAY, is_open, look_up, page_of, post_to, request_of_monday
from tests.intake.workbench import DAY, HOUR, LIST, enter, request_of
from tests.typed import SECRET

pytestmark = pytest.mark.django_db
Act = Callable[..., PatientAction]
SENTENCE = "Someone tried to change this request without its code"


@pytest.fixture
def submission() -> Any:
    with request_of_monday() as row:
        yield row


@pytest.fixture
def act_outside(settings: Settings) -> Act:
    """Return a way to act in a process without private keys."""
    keys = settings.SEALING_PRIVATE_KEYS_FILE

    def outside(submission: Submission, kind: PatientActionKind, **more: Any) -> PatientAction:
        settings.SEALING_PRIVATE_KEYS_FILE = None
        try:
            return act(submission, kind, timezone.now(), **{"secret": SECRET} | more)
        finally:
            settings.SEALING_PRIVATE_KEYS_FILE = keys

    return outside


def _again(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def _apply(now: dt.datetime | None = None) -> int:
    return apply_pending(set(), now or timezone.now())


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

    row, action = _again(submission), PatientAction.objects.get()
    assert (row.status, row.purge_after) == (Status.WITHDRAWN, row.closed_at + 30 * DAY)
    assert (action.result, action.sealed) == (ActionResult.APPLIED, "")
    assert OutboxMessage.objects.filter(kind="withdrawn").count() == 1
    assert AuditEvent.objects.filter(kind="status", submission=row, actor=None).count() == 1


def test_the_worker_applies_a_change(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.CHANGE, answers={"wording": "change-1", "voicemail": True})

    call_command("worker", once=True)

    row = _again(submission)
    assert current_answers(row)["voicemail"] is True
    assert row.amended_at is not None
    assert row.indexed_at is not None
    assert OutboxMessage.objects.filter(kind="changed").count() == 1


def test_withdrawing_and_undoing_are_applied_in_their_order(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)
    with time_machine.travel(MONDAY + dt.timedelta(minutes=1), tick=False):
        act_outside(submission, PatientActionKind.TAKE_BACK)

    assert _apply(MONDAY + 3 * HOUR) == 2

    row = _again(submission)
    assert (row.status, row.purge_after, row.due_at) == (Status.NEW, None, submission.due_at)


def test_an_action_is_applied_once(submission: Submission, act_outside: Act) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    assert (_apply(), _apply()) == (1, 0)


def test_a_withdrawal_of_a_closed_request_has_no_effect(submission: Submission, act_outside: Act) -> None:
    for _ in range(2):
        act_outside(submission, PatientActionKind.WITHDRAW)
    _apply()

    results = PatientAction.objects.values_list("result", flat=True)
    assert sorted(results) == [ActionResult.APPLIED, ActionResult.NO_EFFECT]


def test_staff_who_open_a_request_see_what_its_patient_did(
    client: Client, nurse: AbstractBaseUser, submission: Submission, act_outside: Act
) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    enter(client, nurse).get(f"{LIST}{submission.pk}/change/")

    assert _again(submission).status == Status.WITHDRAWN


@pytest.mark.parametrize("word", ["claim", "release"])
def test_staff_who_act_on_a_request_do_not_act_on_one_that_was_withdrawn(
    client: Client, nurse: AbstractBaseUser, submission: Submission, act_outside: Act, word: str
) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)

    enter(client, nurse).post(f"{LIST}{submission.pk}/do/{word}/", {"version": submission.version})

    assert _again(submission).status == Status.WITHDRAWN


# --- proof


def _forged(submission: Submission, kind: str, content: object) -> PatientAction:
    action = PatientAction(id=uuid.uuid4(), submission=submission, kind=kind, received_at=timezone.now())
    action.sealed = seal(json.dumps(content).encode(), bound_to=action.sealed_context, keys=public_keys())
    action.save(force_insert=True)
    return action


FORGED = {
    "another secret": {"secret": "0000-0000-0000-0000-0000", "answers": {"phone": "+19005550100"}},
    "no secret": {"secret": "", "answers": {}},
    "a hash": {"secret": "none", "answers": {}},
    "a number": {"secret": 5, "answers": {}},
    "no answers": {"secret": SECRET, "answers": None},
    "a list": [],
    "nothing": None,
}


@pytest.mark.parametrize("kind", ["withdraw", "take_back", "change"])
@pytest.mark.parametrize("content", FORGED.values(), ids=FORGED.keys())
def test_an_action_without_the_secret_is_never_applied(
    submission: Submission, kind: str, content: object
) -> None:
    _forged(submission, kind, content)
    before = Submission.objects.filter(pk=submission.pk).values().get()

    assert _apply() == 1

    action = PatientAction.objects.get()
    assert (action.result, action.sealed) == (ActionResult.UNPROVEN, "")
    assert Submission.objects.filter(pk=submission.pk).values().get() == before
    assert AuditEvent.objects.filter(kind="unproven", submission=submission).count() == 1


def test_an_action_that_was_moved_from_another_request_is_not_applied(
    submission: Submission, act_outside: Act
) -> None:
    action = act_outside(submission, PatientActionKind.WITHDRAW)
    other = request_of("Kim", at=MONDAY)
    PatientAction.objects.create(submission=other, kind=action.kind, received_at=MONDAY, sealed=action.sealed)
    _apply()

    assert _again(other).status == Status.NEW


def test_staff_are_told_of_an_action_without_proof_and_see_nothing_of_it(
    client: Client, nurse: AbstractBaseUser, submission: Submission
) -> None:
    _forged(submission, "change", {"secret": "0" * 20, "answers": {"phone": {"typed": "(900) 555-0199"}}})

    page = enter(client, nurse).get(f"{LIST}{submission.pk}/change/").content.decode()

    assert SENTENCE in page
    assert "(900) 555-0199" not in page


def test_staff_are_not_warned_of_what_the_patient_did(
    client: Client, nurse: AbstractBaseUser, submission: Submission
) -> None:
    act(submission, PatientActionKind.CHANGE, MONDAY, secret=SECRET, answers={"voicemail": True})

    assert SENTENCE not in enter(client, nurse).get(f"{LIST}{submission.pk}/change/").content.decode()


def test_an_action_for_a_key_that_is_not_here_waits_for_it(
    submission: Submission, act_outside: Act, tmp_path: Any
) -> None:
    action = act_outside(submission, PatientActionKind.WITHDRAW)
    (tmp_path / "public").write_text(new_key_pair()[0])
    keys = load_public_keys(tmp_path / "public")
    action.sealed = seal(b"{}", bound_to=action.sealed_context, keys=keys)
    action.save()
    skip: set[object] = set()

    assert apply_pending(skip, MONDAY) == 0
    assert skip == {action.pk}
    assert PatientAction.objects.get().result == ActionResult.PENDING


def test_a_secret_from_before_there_were_nonces_is_proof(submission: Submission, act_outside: Act) -> None:
    Submission.objects.update(secret_hash="")
    act_outside(submission, PatientActionKind.WITHDRAW, secret=derived_secrets(submission.pk)[0])
    _apply()

    assert _again(submission).status == Status.WITHDRAWN


def test_without_the_key_of_old_secrets_such_an_action_cannot_be_verified(
    submission: Submission, act_outside: Act, settings: Settings
) -> None:
    Submission.objects.update(secret_hash="")
    act_outside(submission, PatientActionKind.WITHDRAW, secret=derived_secrets(submission.pk)[0])
    settings.RECEIPT_KEYS = ["another key of the staff side".ljust(50, ".")]
    _apply()

    assert _again(submission).status == Status.NEW
    assert PatientAction.objects.get().result == ActionResult.UNPROVEN


def test_asking_again_only_leaves_a_mark(submission: Submission) -> None:
    ask_again(submission, MONDAY + HOUR)
    ask_again(submission, MONDAY + HOUR + dt.timedelta(minutes=59))

    row = _again(submission)
    assert (row.status, row.asked_again_at) == (Status.NEW, MONDAY + HOUR)
    assert PatientAction.objects.count() == 1


# --- what withdrawing leaves behind


def test_a_linked_request_gets_its_own_deadline_back(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam", at=MONDAY - DAY), request_of("Samuel", at=MONDAY)
    link(first, second, actor=nurse, now=MONDAY)
    assert _again(second).queue_at == first.due_at

    withdraw(first, MONDAY)
    assert _again(second).queue_at == second.due_at

    take_back(first, MONDAY)
    assert _again(second).queue_at == first.due_at


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
        row.reference = other.reference


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

    _apply()

    assert PatientAction.objects.get().result == ActionResult.NO_EFFECT
    assert is_open(look_up(client, submission))
