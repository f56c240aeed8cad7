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
from intake.services.calls.next_call import claim_next
from intake.services.calls.saving_calls import save_call
from intake.services.calls.undoing import remember_next_call, undo
from intake.services.jobs.retention import purge
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.claiming import claim
from intake.services.triage.linking import link, linked
from intake.services.triage.notes import write_note_once
from intake.services.triage.transitions import Refused
from tests.at_once import AtOnce, at_once
from tests.intake.workbench import DAY, MONDAY, desk, request_of

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


def _by_id(*names: str) -> list[Submission]:
    return sorted(map(request_of, names), key=lambda each: each.pk)


def test_two_colleagues_link_a_request_to_two_that_are_linked(
    nurse: AbstractBaseUser, others: AtOnce
) -> None:
    first, middle, last = _by_id("Sam", "Samuel", "Samantha")
    link(first, last, actor=nurse, now=MONDAY)

    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=middle.pk)
        one = others.start(link, middle, last, actor=nurse, now=MONDAY)
        others.wait_until_blocked(1)
        other = others.start(link, first, middle, actor=nurse, now=MONDAY)
        others.wait_until_blocked(2)

    one.result()
    other.result()
    assert {*linked(first)} == {middle, last}


def test_result_is_undone_while_a_colleague_links_the_next_call_to_its_request(
    nurse: AbstractBaseUser, others: AtOnce
) -> None:
    next_call, called = _by_id("Sam", "Samuel")
    save_call(called, NO_ANSWER, "", actor=nurse, now=MONDAY)
    remember_next_call(nurse, MONDAY, claim(next_call, actor=nurse, now=MONDAY))

    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=next_call.pk)
        linking = others.start(link, next_call, called, actor=nurse, now=MONDAY)
        others.wait_until_blocked(1)
        undoing = others.start(undo, called, actor=nurse, now=MONDAY)
        others.wait_until_blocked(2)

    linking.result()
    with pytest.raises(Refused, match="has changed since"):
        undoing.result()


def test_two_colleagues_take_the_next_call_of_one_person(nurse: AbstractBaseUser, others: AtOnce) -> None:
    first, second = request_of("Sam"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)
    colleague = desk("colleague")

    with transaction.atomic():
        [*Submission.objects.select_for_update(no_key=True).order_by("pk")]
        one = others.start(claim_next, nurse, MONDAY, after=second)
        other = others.start(claim_next, colleague, MONDAY, after=first)
        others.wait_until_blocked(2)

    assert [one.result(), other.result()] in ([first, None], [None, second])
