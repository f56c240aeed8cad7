"""A result that was saved by mistake is undone within seconds, and the history shows both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import (
    AttemptResult,
    AuditKind,
    Cause,
    Channel,
    DeletionReason,
    OutboxKind,
    OutboxState,
    Outcome,
    Status,
)
from intake.mail import outbox
from intake.models import AuditEvent, ContactAttempt, Note, OutboxMessage, SavedResult, Submission
from intake.roles import Role
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.saving_calls import save_call, save_ending
from intake.services.calls.undoing import remember_next_call, undo
from intake.services.jobs import cleaning
from intake.services.jobs.statistics import statistics
from intake.services.requests.promise import count_promise
from intake.services.triage.claiming import claim
from intake.services.triage.closing import Ending
from intake.services.triage.deletion import ask_to_delete, confirm_deletion
from intake.services.triage.linking import link
from intake.services.triage.notes import write_note
from intake.services.triage.quarantine import ADVERT
from intake.services.triage.transitions import Refused, SameRequestIsOpen
from tests.intake.workbench import DAY, HOUR, MONDAY, OTHER_PHONE, desk, request_of

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
SOON = MONDAY + 8 * SECOND
APPOINTMENT = Ending(Status.SCHEDULED, Outcome.APPOINTMENT)


def _columns(submission: Submission) -> dict[str, object]:
    row = Submission.objects.get(pk=submission.pk)
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | {
        "version": None
    }


def _save(
    submission: Submission, actor: AbstractBaseUser, result: AttemptResult, **more: dt.datetime
) -> None:
    attempt = Attempt(result, Channel.PHONE, reason="It was on already.", **more)
    save_call(submission, attempt, "Rang eight times.", actor=actor, now=MONDAY)


@pytest.mark.parametrize("result", list(AttemptResult))
@pytest.mark.parametrize("known", ["new", "claimed", "waiting", "promised"])
def test_undo_returns_the_request_to_where_it_was(
    nurse: AbstractBaseUser, result: AttemptResult, known: str
) -> None:
    submission = request_of(at=MONDAY - HOUR, voicemail=True)
    if known != "new":
        claim(submission, actor=desk("ana"), now=MONDAY - HOUR / 2)
    if known in {"waiting", "promised"}:
        at = MONDAY + HOUR if known == "promised" else None
        earlier = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
        record_attempt(submission, earlier, actor=nurse, now=MONDAY - HOUR / 3)
    before = _columns(submission)

    later = {"call_back_at": MONDAY + DAY} if result == AttemptResult.CALL_BACK else {}
    _save(submission, nurse, result, **later)
    assert _columns(submission) != before
    undo(submission, actor=nurse, now=SOON)

    assert _columns(submission) == before


@pytest.mark.parametrize("ending", [APPOINTMENT, Ending(Status.WITHDRAWN, Outcome.OTHER, "Moved"), ADVERT])
def test_undo_reopens_a_closed_request_where_it_was(nurse: AbstractBaseUser, ending: Ending) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    before = _columns(submission)

    save_ending(submission, ending, actor=nurse, now=MONDAY)
    undo(submission, actor=nurse, now=SOON)

    assert _columns(submission) == before


def test_undo_takes_back_a_call_and_an_ending_saved_together(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    before = _columns(submission)

    reached = Attempt(AttemptResult.REACHED, Channel.PHONE)
    save_ending(submission, APPOINTMENT, attempt=reached, actor=nurse, now=MONDAY)
    undo(submission, actor=nurse, now=SOON)

    assert _columns(submission) == before
    assert ContactAttempt.objects.get().undone.undone_by == nurse


def test_undo_keeps_the_attempt_the_note_and_both_entries(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _save(submission, nurse, AttemptResult.REACHED)
    undo(submission, actor=nurse, now=SOON)

    assert ContactAttempt.objects.get().undone.undone_by == nurse
    assert Note.objects.count() == 1
    kinds = list(AuditEvent.objects.values_list("kind", flat=True))
    assert {AuditKind.ATTEMPT, AuditKind.UNDONE} <= set(kinds)
    last = submission.status_changes.last()
    assert (last.cause, last.before, last.after) == (Cause.UNDONE, Status.REACHED, Status.NEW)


def test_undone_attempt_no_longer_counts(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _save(submission, nurse, AttemptResult.REACHED)
    undo(submission, actor=nurse, now=SOON)

    found = statistics(MONDAY - DAY, MONDAY + DAY)
    assert (found.attempts[0], found.to_first_attempt.count, found.to_first_talk.count) == (1, 0, 0)
    assert count_promise(MONDAY + 7 * DAY).kept == 0
    assert ContactAttempt.objects.not_undone().count() == 0


def test_undo_restores_the_deadline_of_linked_requests(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Ana"), request_of("Bo", at=MONDAY + HOUR / 2)
    link(first, second, actor=nurse, now=MONDAY)
    before = _columns(second)

    _save(first, nurse, AttemptResult.REACHED)
    assert _columns(second) != before
    undo(first, actor=nurse, now=SOON)

    assert _columns(second) == before


def test_undo_removes_unsent_messages_of_the_result_only(nurse: AbstractBaseUser) -> None:
    submission = request_of(at=MONDAY - HOUR)
    _save(submission, nurse, AttemptResult.CALL_BACK, call_back_at=MONDAY + SECOND)
    outbox.enqueue(OutboxKind.CALL_BACK_DUE, submission, MONDAY + SECOND)
    sent = outbox.enqueue(OutboxKind.CALL_BACK_LATE, submission, MONDAY + SECOND)
    OutboxMessage.objects.filter(pk=sent.pk).update(state=OutboxState.SENT)
    outbox.enqueue(OutboxKind.CHANGED, submission, MONDAY + SECOND)  # by the patient

    undo(submission, actor=nurse, now=SOON)

    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert kinds == {OutboxKind.NEW_REQUEST, OutboxKind.CALL_BACK_LATE, OutboxKind.CHANGED}


def test_undo_is_refused_when_it_is_too_late(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _save(submission, nurse, AttemptResult.REACHED)

    with pytest.raises(Refused, match="too late"):
        undo(submission, actor=nurse, now=MONDAY + 20 * SECOND)
    assert Submission.objects.get().status == Status.REACHED


def test_undo_is_refused_after_the_answers_were_destroyed(
    nurse: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    submission = request_of()
    moved = Ending(Status.WITHDRAWN, Outcome.OTHER, "Moved")
    save_ending(submission, moved, actor=nurse, now=MONDAY)
    ask_to_delete(submission, DeletionReason.THEY_ASKED, actor=nurse, now=MONDAY)
    confirm_deletion(submission, actor=person("boss", Role.MANAGER), now=MONDAY)

    with pytest.raises(Refused, match="changed since"):
        undo(submission, actor=nurse, now=SOON)
    assert Submission.objects.get().status == Status.WITHDRAWN


def test_undo_is_refused_after_another_change(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _save(submission, nurse, AttemptResult.NO_ANSWER)
    claim(submission, actor=desk("ana"), now=MONDAY, take_over_from=nurse.pk)

    with pytest.raises(Refused, match="changed since"):
        undo(submission, actor=nurse, now=SOON)
    assert ContactAttempt.objects.not_undone().count() == 1


def test_undo_is_refused_to_a_colleague_and_a_second_time(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _save(submission, nurse, AttemptResult.NO_ANSWER)

    with pytest.raises(Refused, match="nothing to undo"):
        undo(submission, actor=desk("ana"), now=SOON)
    undo(submission, actor=nurse, now=SOON)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(submission, actor=nurse, now=SOON)


def test_undo_is_refused_while_the_same_request_is_open(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    save_ending(submission, ADVERT, actor=nurse, now=MONDAY)
    request_of(at=MONDAY + SECOND)

    with pytest.raises(SameRequestIsOpen):
        undo(submission, actor=nurse, now=SOON)


def test_only_the_last_result_can_be_undone(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Ana"), request_of("Bo")
    _save(first, nurse, AttemptResult.NO_ANSWER)
    _save(second, nurse, AttemptResult.NO_ANSWER)

    with pytest.raises(Refused, match="nothing to undo"):
        undo(first, actor=nurse, now=SOON)


def test_note_alone_leaves_the_earlier_result_undoable(nurse: AbstractBaseUser) -> None:
    first, second = request_of("Ana"), request_of("Bo")
    _save(first, nurse, AttemptResult.NO_ANSWER)
    write_note(second, "Try Ana.", author=nurse, now=SOON)

    undo(first, actor=nurse, now=SOON)
    assert Submission.objects.get(pk=first.pk).status == Status.NEW


def test_saved_results_are_cleared_by_the_worker(
    nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    _save(request_of(), nurse, AttemptResult.NO_ANSWER)

    cleaning.clear_all(SOON)
    assert SavedResult.objects.count() == 1
    cleaning.clear_all(MONDAY + HOUR)
    assert SavedResult.objects.count() == 0


def test_next_call_that_was_made_meanwhile_stays_with_the_person_who_made_it(
    nurse: AbstractBaseUser,
) -> None:
    first, second = request_of("Ana"), request_of("Bo", phone=OTHER_PHONE)
    _save(first, nurse, AttemptResult.NO_ANSWER)
    remember_next_call(nurse, MONDAY, claim(second, actor=nurse, now=MONDAY))
    record_attempt(second, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY + SECOND)

    undo(first, actor=nurse, now=SOON)

    second.refresh_from_db()
    assert (second.status, second.claimed_by) == (Status.ATTEMPTING, nurse)
