"""What "Take the next call" says if it finds no one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.services.calls.next_call import claim_next, why_no_call
from intake.services.triage.claiming import assign
from tests.intake.workbench import HOUR, MONDAY, desk, request_of

pytestmark = pytest.mark.django_db


def test_own_requests_that_no_one_has_called_about_are_named(nurse: AbstractBaseUser) -> None:
    submission = request_of(at=MONDAY - 5 * HOUR)
    assign(submission, nurse, actor=desk("manager"), now=MONDAY)

    assert claim_next(nurse, MONDAY + HOUR, after=submission) is None
    assert why_no_call(nurse, MONDAY + HOUR).startswith(
        "You have 1 request that no one has called about yet."
    )
