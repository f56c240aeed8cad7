"""The worker sorts open requests again: by this release's rules, and by today's opening hours."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.models.submission import NEVER
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.linking import link
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)


def _worker_runs(at: dt.datetime) -> None:
    with time_machine.travel(at, tick=False):
        call_command("worker", once=True)


def _times() -> dict[str, tuple[dt.datetime, int]]:
    return {row.reference: (row.queue_at, row.version) for row in Submission.objects.all()}


@pytest.mark.parametrize("wrong", [MONDAY - DAY, NEVER], ids=["late", "never"])
def test_deadlines_that_an_earlier_release_sorted_otherwise_are_corrected(
    nurse: AbstractBaseUser, wrong: dt.datetime
) -> None:
    alone, one, other = (request_of(name) for name in ("Kim", "Sam", "Samuel"))
    link(one, other, actor=nurse, now=MONDAY)
    for submission in (alone, one):
        record_attempt(submission, NO_ANSWER, actor=nurse, now=MONDAY)
    request_of("Alex")
    _worker_runs(MONDAY + HOUR)
    right = _times()

    Submission.objects.update(queue_at=wrong)
    _worker_runs(MONDAY + 2 * HOUR)

    assert _times() == right
