"""Deletion on request takes two people, and the audit trail keeps both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client

from intake.enums import AuditKind, DeletionReason, Outcome, Status
from intake.models import AuditEvent, Deletion, Note, Submission
from intake.roles import Role
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.deletion import ask_to_delete, confirm_deletion, refuse_deletion
from intake.services.triage.notes import write_note
from intake.services.triage.transitions import Refused
from tests.intake.workbench import LIST, MONDAY, do, enter, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = DeletionReason.THEY_ASKED


@pytest.fixture
def front(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("front", Role.FRONT_DESK)


@pytest.fixture
def boss(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("boss", Role.MANAGER)


def _closed(actor: AbstractBaseUser) -> Submission:
    submission = request_of()
    write_note(submission, "spoke about the fire", author=actor, now=MONDAY)
    return close(submission, Ending(Status.WITHDRAWN, Outcome.CHANGED_MIND), actor=actor, now=MONDAY)


def test_two_people_destroy_the_answers_at_once(front: AbstractBaseUser, boss: AbstractBaseUser) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    assert Submission.objects.get(pk=submission.pk).sealed

    confirm_deletion(submission, actor=boss, now=MONDAY)

    submission.refresh_from_db()
    assert (submission.sealed, submission.phone_index, submission.purged_at) == ("", "", MONDAY)
    assert not Note.objects.exists()
    assert not Deletion.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has a log that is read as a file")
def test_log_of_sqlite_is_emptied_at_once(front: AbstractBaseUser, boss: AbstractBaseUser) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    confirm_deletion(submission, actor=boss, now=MONDAY)

    with connection.cursor() as cursor:
        _busy, in_log, _done = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert in_log <= 0  # -1 in a database without a log, such as one in memory


def test_audit_trail_keeps_both_people_and_the_reason(
    front: AbstractBaseUser, boss: AbstractBaseUser
) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    confirm_deletion(submission, actor=boss, now=MONDAY)

    asked = AuditEvent.objects.get(kind=AuditKind.DELETION_ASKED)
    deleted = AuditEvent.objects.get(kind=AuditKind.DELETED)
    assert (asked.actor, asked.detail) == (front, {"reason": "they_asked"})
    assert (deleted.actor, deleted.detail) == (boss, {"reason": "they_asked", "asked_by": front.pk})


def test_one_person_alone_cannot_delete(boss: AbstractBaseUser) -> None:
    submission = _closed(boss)
    ask_to_delete(submission, WHY, actor=boss, now=MONDAY)

    with pytest.raises(Refused):
        confirm_deletion(submission, actor=boss, now=MONDAY)
    assert Submission.objects.get(pk=submission.pk).sealed


def test_front_desk_may_ask_but_not_confirm(front: AbstractBaseUser, boss: AbstractBaseUser) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=boss, now=MONDAY)

    with pytest.raises(Refused):
        confirm_deletion(submission, actor=front, now=MONDAY)
    with pytest.raises(Refused):
        refuse_deletion(submission, actor=front, now=MONDAY)


def test_nothing_is_deleted_that_no_one_asked_for(boss: AbstractBaseUser) -> None:
    with pytest.raises(Refused):
        confirm_deletion(_closed(boss), actor=boss, now=MONDAY)


def test_legal_hold_set_in_between_prevents_it(front: AbstractBaseUser, boss: AbstractBaseUser) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    Submission.objects.filter(pk=submission.pk).update(legal_hold=True)

    with pytest.raises(Refused):
        confirm_deletion(submission, actor=boss, now=MONDAY)


def test_open_request_must_be_closed_first(front: AbstractBaseUser) -> None:
    with pytest.raises(Refused):
        ask_to_delete(request_of(), WHY, actor=front, now=MONDAY)


def test_refused_deletion_keeps_the_answers_and_is_on_record(
    front: AbstractBaseUser, boss: AbstractBaseUser
) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)

    refuse_deletion(submission, actor=boss, now=MONDAY)

    assert Submission.objects.get(pk=submission.pk).sealed
    assert AuditEvent.objects.get(kind=AuditKind.DELETION_REFUSED).actor == boss


def test_manager_sees_it_above_the_queue_and_confirms_on_the_page(
    client: Client, front: AbstractBaseUser, boss: AbstractBaseUser
) -> None:
    submission = _closed(front)
    do(enter(Client(), front), submission, "ask-to-delete", reason=WHY)

    manager = enter(client, boss)
    assert "Deletion to confirm" in manager.get(LIST, {"tab": "new"}).content.decode()
    assert "Delete the answers now" in page_of(manager, submission)
    do(manager, submission, "delete")
    assert "Asked to delete the answers" in page_of(manager, submission)
    assert "Deletion to confirm" not in manager.get(LIST, {"tab": "new"}).content.decode()


@pytest.mark.parametrize("who", ["patient", "staff"])
def test_deletion_that_was_asked_for_is_dropped_when_the_request_is_reopened(
    front: AbstractBaseUser, boss: AbstractBaseUser, who: str
) -> None:
    submission = request_of()
    if who == "patient":
        withdraw(submission, MONDAY)
    else:
        close(submission, Ending(Status.SPAM, Outcome.TEST), actor=front, now=MONDAY)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)

    if who == "patient":
        take_back(submission, MONDAY)
    else:
        reopen(submission, actor=front, now=MONDAY)

    assert not Deletion.objects.exists()
    with pytest.raises(Refused):
        confirm_deletion(submission, actor=boss, now=MONDAY)


def test_page_of_an_open_request_says_how_its_answers_can_be_deleted(
    client: Client, front: AbstractBaseUser
) -> None:
    said = "If they want their answers deleted, close the request"

    assert said in page_of(enter(client, front), request_of("Alex"))
    assert said not in page_of(client, _closed(front))


def test_deletion_needs_a_reason_and_is_asked_for_once(front: AbstractBaseUser) -> None:
    submission = _closed(front)
    with pytest.raises(Refused, match="Choose a reason"):
        ask_to_delete(submission, "", actor=front, now=MONDAY)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)

    with pytest.raises(Refused, match="already asked"):
        ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    assert AuditEvent.objects.filter(kind=AuditKind.DELETION_ASKED).count() == 1


def test_request_without_answers_is_not_reopened(front: AbstractBaseUser, boss: AbstractBaseUser) -> None:
    submission = _closed(front)
    ask_to_delete(submission, WHY, actor=front, now=MONDAY)
    confirm_deletion(submission, actor=boss, now=MONDAY)

    with pytest.raises(Refused, match="answers were destroyed"):
        reopen(submission, actor=front, now=MONDAY)
    assert not take_back(submission, MONDAY)
