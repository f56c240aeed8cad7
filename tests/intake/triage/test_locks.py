"""Two people act on requests at the same moment: one waits for the other, and neither fails.

PostgreSQL ends a deadlock with an error for one of the two. SQLite has a single lock and cannot deadlock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from intake.audit import trail
from intake.enums import AttemptResult, Channel, Status
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.retention import purge
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.notes import write_note_once
from tests.at_once import AtOnce, at_once
from tests.intake.workbench import DAY, MONDAY, request_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows"),
]
NO_ANSWER = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
Save = Callable[[Submission, AbstractBaseUser], object]


@pytest.fixture
def others() -> Iterator[AtOnce]:
    with at_once() as running:
        yield running


def _attempt(submission: Submission, actor: AbstractBaseUser) -> None:
    record_attempt(submission, NO_ANSWER, actor=actor, now=MONDAY)


def _note(submission: Submission, actor: AbstractBaseUser) -> None:
    write_note_once(submission, "Speaks slowly.", author=actor, now=MONDAY)


def _withdrawal(submission: Submission, actor: AbstractBaseUser) -> None:
    assert withdraw(submission, MONDAY)


def _purge(submission: Submission, actor: AbstractBaseUser) -> None:
    due = {"status": Status.WITHDRAWN, "closed_at": MONDAY - DAY, "purge_after": MONDAY}
    Submission.objects.filter(pk=submission.pk).update(**due)
    assert purge(MONDAY) == 1


@pytest.mark.parametrize("save", [_attempt, _note, _withdrawal, _purge])
def test_request_is_opened_while_a_colleague_saves_it(
    nurse: AbstractBaseUser, others: AtOnce, save: Save
) -> None:
    submission = request_of()

    with transaction.atomic():
        trail.record_read(submission, nurse, MONDAY)
        saving = others.start(save, submission, nurse)
        others.wait_until_blocked(1)

    saving.result()
