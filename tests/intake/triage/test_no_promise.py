"""A clinic that promises no number of hours: no request is ever late, and all wait in their order."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import override_settings

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.staff.time_labels import due_words
from tests.intake.workbench import HOUR, MONDAY, OTHER_PHONE, request_of

pytestmark = pytest.mark.django_db


def test_next_attempt_is_never_late_if_no_time_is_promised(nurse: AbstractBaseUser, tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(Path("tests/clinic.toml").read_text().replace("promise_hours = 4", "promise_hours = 0"))
    with override_settings(CLINIC_FILE=path):
        submission, newer = request_of(), request_of("Kim", at=MONDAY + HOUR, phone=OTHER_PHONE)
        attempt = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
        record_attempt(submission, attempt, actor=nurse, now=MONDAY)
        submission.refresh_from_db()
        later = submission.next_call_at + HOUR

        assert due_words(submission, later) == ""
        assert not submission.is_overdue(later)
        assert not Submission.objects.overdue(later).exists()
        assert [*Submission.objects.in_queue_order()] == [submission, newer]
        assert claim_next(nurse, later) == submission
