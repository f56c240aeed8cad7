"""What a patient did that can't be applied now, or not anymore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from django.db import OperationalError

from intake.enums import ActionResult, OutboxKind, PatientActionKind, Status
from intake.models import OutboxMessage, PatientAction, Submission
from intake.services.requests import patient_actions
from intake.services.requests.patient_actions import apply_pending, was_tried_without_proof
from tests.intake.coming_back import MONDAY, stored
from tests.intake.workbench import set_status

pytestmark = pytest.mark.django_db
Act = Callable[..., PatientAction]


def test_an_action_that_met_an_unavailable_database_is_tried_again(
    submission: Submission, act_outside: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_outside(submission, PatientActionKind.WITHDRAW)
    skip = set[object]()

    def unavailable(*_: object) -> NoReturn:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(patient_actions, "_apply", unavailable)
        with pytest.raises(OperationalError):
            apply_pending(skip, MONDAY)

    assert apply_pending(skip, MONDAY) == 1
    assert stored(submission).status == Status.WITHDRAWN


def test_asking_again_about_a_request_that_was_closed_meanwhile_has_no_effect(
    submission: Submission, act_outside: Act
) -> None:
    act_outside(submission, PatientActionKind.ASK_AGAIN)
    set_status(submission, Status.REFERRED)

    assert apply_pending(set(), MONDAY) == 1

    assert PatientAction.objects.get().result == ActionResult.NO_EFFECT
    assert not OutboxMessage.objects.filter(kind=OutboxKind.ASKED_AGAIN).exists()


def test_an_action_that_another_process_applied_just_before_is_not_applied_again(
    submission: Submission, act_outside: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_outside(submission, PatientActionKind.CHANGE, answers={"times": ["midday"]})
    lock = patient_actions.lock_with_linked

    def lock_after_another(*args: Any) -> Submission | None:
        monkeypatch.setattr(patient_actions, "lock_with_linked", lock)
        assert apply_pending(set(), MONDAY) == 1
        return lock(*args)

    monkeypatch.setattr(patient_actions, "lock_with_linked", lock_after_another)
    apply_pending(set(), MONDAY)

    assert PatientAction.objects.get().result == ActionResult.APPLIED
    assert not was_tried_without_proof(submission)
