"""Assigning and releasing a request where there is nothing to assign or release."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import Cause, OutboxKind, Status
from intake.models import OutboxMessage, StatusChange, Submission
from intake.services.triage.claiming import assign, claim, release
from intake.services.triage.transitions import Refused
from tests.intake.workbench import HOUR, MONDAY, desk, request_of, set_status

pytestmark = pytest.mark.django_db


def test_closed_request_is_not_released(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)
    set_status(submission, Status.REFERRED)

    with pytest.raises(Refused, match="closed"):
        release(submission, actor=nurse, now=MONDAY)
    assert Submission.objects.get().claimed_by == nurse


def test_assigning_a_request_to_the_colleague_who_has_it_changes_nothing(
    nurse: AbstractBaseUser,
) -> None:
    submission, colleague = request_of(), desk("colleague")
    claim(submission, actor=colleague, now=MONDAY)

    assign(submission, colleague, actor=nurse, now=MONDAY + HOUR, owner=colleague.pk)

    assert Submission.objects.get().claimed_at == MONDAY
    assert not StatusChange.objects.filter(cause=Cause.ASSIGNED).exists()


def test_no_email_tells_someone_what_they_assigned_to_themselves(nurse: AbstractBaseUser) -> None:
    assign(request_of(), nurse, actor=nurse, now=MONDAY)

    assert Submission.objects.get().claimed_by == nurse
    assert not OutboxMessage.objects.filter(kind=OutboxKind.ASSIGNED).exists()
