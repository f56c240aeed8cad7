from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.enums import AttemptResult, Channel, NoteAbout, Outcome, Rule, Status
from intake.models import ContactAttempt, Note, Submission
from intake.services.attempts import Attempt, OverrideNeeded, override, record_attempt
from intake.services.closing import Ending, close, reopen
from intake.services.sealing_words import open_words
from intake.services.triage import ChangedMeanwhile, Refused, SameRequestIsOpen
from tests.intake.workbench import DAY, HOUR, MONDAY, desk, member, request_of

pytestmark = pytest.mark.django_db
CALL = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
AFTERNOON = MONDAY + 5 * HOUR


def _try(submission: Submission, actor: AbstractBaseUser, now: dt.datetime = MONDAY, **said: object) -> None:
    attempt = {"result": AttemptResult.NO_ANSWER, "channel": Channel.PHONE} | said
    record_attempt(submission, Attempt(**attempt), actor=actor, now=now)
    submission.refresh_from_db()


def test_an_attempt_keeps_who_when_which_way_and_which_number(nurse: AbstractBaseUser) -> None:
    _try(request_of(), nurse)

    made = ContactAttempt.objects.get()
    assert (made.made_by, made.made_at, made.channel) == (nurse, MONDAY, Channel.PHONE)
    assert open_words(made.sealed, made.sealed_place) == {"used": "+17325550142"}
    assert "5550142" not in made.sealed


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (AttemptResult.REACHED, Status.REACHED),
        (AttemptResult.NO_ANSWER, Status.ATTEMPTING),
        (AttemptResult.WRONG_NUMBER, Status.ATTEMPTING),
        (AttemptResult.CALL_BACK, Status.ATTEMPTING),
    ],
)
def test_each_button_leads_to_its_status(
    nurse: AbstractBaseUser, result: AttemptResult, status: Status
) -> None:
    submission = request_of()
    _try(submission, nurse, result=result)

    assert (submission.status, submission.claimed_by) == (status, nurse)


def test_the_history_skips_no_step(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)

    steps = [(change.before, change.after) for change in submission.status_changes.all()]
    assert steps == [("new", "claimed"), ("claimed", "attempting"), ("attempting", "reached")]


def test_a_call_outside_the_window_needs_a_reason(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])

    with pytest.raises(OverrideNeeded) as needed:
        _try(submission, nurse, AFTERNOON)

    assert needed.value.rules == [Rule.TIME]
    assert ContactAttempt.objects.count() == 0
    submission.refresh_from_db()
    assert submission.status == Status.NEW


def test_with_a_reason_it_is_stored_and_the_reason_too(nurse: AbstractBaseUser) -> None:
    _try(request_of(times=["morning"]), nurse, AFTERNOON, reason="They rang and asked.")

    note = Note.objects.get(about=NoteAbout.OVERRIDE)
    assert (note.author, note.code) == (nurse, "time")
    assert open_words(note.sealed, note.sealed_place)["text"] == "They rang and asked."
    assert ContactAttempt.objects.get().broke == "time"


def test_a_reason_is_not_enough_without_the_right() -> None:
    with pytest.raises(Refused, match="Ask somebody"):
        _try(request_of(times=["morning"]), desk(), AFTERNOON, reason="I want to.")


def test_the_right_to_override_can_be_given() -> None:
    manager = member("manager", "change_submission", "override_safety")
    _try(request_of(times=["morning"]), manager, AFTERNOON, reason="They rang.")

    assert ContactAttempt.objects.count() == 1


def test_any_time_ends_when_the_clinic_closes(nurse: AbstractBaseUser) -> None:
    with pytest.raises(OverrideNeeded):
        _try(request_of(), nurse, MONDAY + 8 * HOUR)  # six in the evening


def test_a_voicemail_that_was_refused_needs_a_reason(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    with pytest.raises(OverrideNeeded) as needed:
        _try(submission, nurse, result=AttemptResult.VOICEMAIL)
    assert needed.value.rules == [Rule.VOICEMAIL]

    _try(submission, nurse, result=AttemptResult.VOICEMAIL, reason="It was on before I could hang up.")
    assert submission.waiting_since == MONDAY


def test_a_voicemail_that_was_allowed_needs_none(nurse: AbstractBaseUser) -> None:
    _try(request_of(voicemail=True), nurse, result=AttemptResult.VOICEMAIL)

    assert ContactAttempt.objects.get().broke == ""


def test_calling_somebody_who_chose_text_needs_a_reason(nurse: AbstractBaseUser) -> None:
    with pytest.raises(OverrideNeeded) as needed:
        _try(request_of(channel="text"), nurse)

    assert needed.value.rules == [Rule.CHANNEL]


def test_an_override_lasts_an_hour_for_the_one_who_gave_it(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])
    override(submission, [Rule.TIME], "They rang.", actor=nurse, now=AFTERNOON)

    with pytest.raises(OverrideNeeded):
        _try(submission, member("other", "override_safety"), AFTERNOON + HOUR / 2)
    with pytest.raises(OverrideNeeded):
        _try(submission, nurse, AFTERNOON + HOUR)
    _try(submission, nurse, AFTERNOON + HOUR / 2)


def test_attempts_are_spread_over_the_days_allowed(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])
    _try(submission, nurse)

    assert submission.next_call_at == MONDAY + 2 * DAY - HOUR  # Wednesday, when the clinic opens


def test_a_call_back_is_next_when_they_said(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    at = MONDAY + DAY + 2 * HOUR
    _try(submission, nurse, result=AttemptResult.CALL_BACK, call_back_at=at)

    assert submission.next_call_at == submission.waiting_until == at


def _three_attempts(nurse: AbstractBaseUser) -> Submission:
    submission = request_of()
    for day in range(3):
        _try(submission, nurse, MONDAY + day * DAY)
    return submission


def test_nobody_is_unreachable_before_the_attempts_are_made(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse)

    with pytest.raises(Refused, match="1 of 3 attempts"):
        close(submission, Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), actor=nurse, now=MONDAY)


def test_after_three_attempts_somebody_may_be_unreachable(nurse: AbstractBaseUser) -> None:
    submission = _three_attempts(nurse)
    row = close(submission, Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), actor=nurse, now=MONDAY + 3 * DAY)

    assert (row.status, row.outcome, row.closed_at) == ("unreachable", "no_answer", MONDAY + 3 * DAY)


def test_a_wrong_number_ends_the_trying(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.WRONG_NUMBER)

    close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY)


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (Ending(Status.SCHEDULED, Outcome.ADVERT), "Choose an outcome that fits"),
        (Ending(Status.REFERRED, Outcome.OTHER, "  "), "Enter the outcome in a few words"),
        (Ending(Status.REFERRED, Outcome.OTHER, "x" * 501), "500 characters"),
        (Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), "1 of 3 attempts"),
    ],
)
def test_a_request_is_not_closed_without_a_fitting_outcome(
    nurse: AbstractBaseUser, ending: Ending, why: str
) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)

    with pytest.raises(Refused, match=why):
        close(submission, ending, actor=nurse, now=MONDAY)


def test_the_text_of_another_outcome_is_sealed(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)
    row = close(submission, Ending(Status.REFERRED, Outcome.OTHER, "sleep clinic"), actor=nurse, now=MONDAY)

    assert "sleep" not in row.outcome_text
    assert open_words(row.outcome_text, row.outcome_place) == {"text": "sleep clinic"}


def test_a_jump_is_refused_with_its_reason(nurse: AbstractBaseUser) -> None:
    with pytest.raises(Refused, match="Record that the person was reached first"):
        close(request_of(), Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY)


def test_what_is_to_be_read_first_is_not_closed(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)

    with pytest.raises(Refused, match="read first"):
        close(submission, Ending(Status.SPAM, Outcome.ADVERT), actor=nurse, now=MONDAY)


def test_opening_again_brings_back_the_old_deadline(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)
    close(submission, Ending(Status.REFERRED, Outcome.OTHER_CLINIC), actor=nurse, now=MONDAY)

    row = reopen(submission, actor=nurse, now=MONDAY + 9 * DAY)

    assert (row.status, row.outcome, row.claimed_by, row.queue_at) == ("new", "", None, row.due_at)


def test_opening_again_beside_a_twin_is_refused(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    close(submission, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)
    request_of(at=MONDAY + HOUR)

    with pytest.raises(SameRequestIsOpen):
        reopen(submission, actor=nurse, now=MONDAY + HOUR)


def test_an_attempt_on_an_older_version_is_refused(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, CALL, actor=nurse, now=MONDAY, version=1)

    with pytest.raises(ChangedMeanwhile) as changed:
        record_attempt(submission, CALL, actor=nurse, now=MONDAY, version=1)

    assert changed.value.current.version == 2
    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize("model", [ContactAttempt, Note])
def test_what_was_recorded_neither_changes_nor_goes(nurse: AbstractBaseUser, model: type) -> None:
    _try(request_of(times=["morning"]), nurse, AFTERNOON, reason="They rang.")
    row = model.objects.get()

    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
