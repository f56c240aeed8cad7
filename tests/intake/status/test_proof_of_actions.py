"""Only an action with the secret of its request is applied."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake.crypto.keys import public_keys
from intake.crypto.receipts import derived_secrets
from intake.crypto.sealing import load_public_keys, new_key_pair, seal
from intake.enums import ActionResult, PatientActionKind, Status
from intake.models import AuditEvent, PatientAction, Submission
from intake.services.requests.patient_actions import act, apply_pending
from tests.intake.coming_back import MONDAY, apply_actions, stored
from tests.intake.workbench import LIST, enter, request_of
from tests.typed import SECRET

pytestmark = pytest.mark.django_db
Act = Callable[..., PatientAction]
SENTENCE = "Someone tried to change this request without its code"


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

    assert apply_actions() == 1

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
    apply_actions()

    assert stored(other).status == Status.NEW


def test_staff_are_notified_of_an_action_without_proof_but_not_shown_it(
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
    apply_actions()

    assert stored(submission).status == Status.WITHDRAWN


def test_without_the_key_of_old_secrets_such_an_action_cannot_be_verified(
    submission: Submission, act_outside: Act, settings: Settings
) -> None:
    Submission.objects.update(secret_hash="")
    act_outside(submission, PatientActionKind.WITHDRAW, secret=derived_secrets(submission.pk)[0])
    settings.RECEIPT_KEYS = ["another key of the staff side".ljust(50, ".")]
    apply_actions()

    assert stored(submission).status == Status.NEW
    assert PatientAction.objects.get().result == ActionResult.UNPROVEN
