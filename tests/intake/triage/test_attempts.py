"""Contact attempts, overrides of the safety card, and closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.audit import trail
from intake.enums import AttemptResult, AuditKind, Channel, NoteAbout, Outcome, Rule, Status
from intake.models import AuditEvent, ContactAttempt, Note, Submission
from intake.services.calls.attempts import Attempt, OverrideNeeded, override, record_attempt
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.sealed_text import open_fields
from intake.services.triage.transitions import ChangedMeanwhile, Refused, SameRequestIsOpen
from tests.intake.workbench import DAY, HOUR, MONDAY, desk, member, request_of

pytestmark = pytest.mark.django_db
CALL = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
AFTERNOON = MONDAY + 5 * HOUR


def _open(submission: Submission, reader: AbstractBaseUser, at: dt.datetime) -> None:
    trail.record_read(submission, reader, at)


def _try(submission: Submission, actor: AbstractBaseUser, now: dt.datetime = MONDAY, **said: object) -> None:
    attempt = {"result": AttemptResult.NO_ANSWER, "channel": Channel.PHONE} | said
    record_attempt(submission, Attempt(**attempt), actor=actor, now=now)
    submission.refresh_from_db()


def test_attempt_stores_user_time_channel_and_sealed_number(nurse: AbstractBaseUser) -> None:
    _try(request_of(), nurse)

    made = ContactAttempt.objects.get()
    assert (made.made_by, made.made_at, made.channel) == (nurse, MONDAY, Channel.PHONE)
    assert open_fields(made.sealed, made.sealed_context)["used"] == "+17325550142"
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
def test_each_result_leads_to_its_status(
    nurse: AbstractBaseUser, result: AttemptResult, status: Status
) -> None:
    submission = request_of()
    _try(submission, nurse, result=result)

    assert (submission.status, submission.claimed_by) == (status, nurse)


def test_history_contains_every_step(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)

    steps = [(change.before, change.after) for change in submission.status_changes.all()]
    assert steps == [("new", "claimed"), ("claimed", "attempting"), ("attempting", "reached")]


def test_call_outside_the_allowed_times_requires_a_reason(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])

    with pytest.raises(OverrideNeeded) as needed:
        _try(submission, nurse, AFTERNOON)

    assert needed.value.rules == [Rule.TIME]
    assert ContactAttempt.objects.count() == 0
    submission.refresh_from_db()
    assert submission.status == Status.NEW


def test_override_stores_the_attempt_and_the_reason(nurse: AbstractBaseUser) -> None:
    _try(request_of(times=["morning"]), nurse, AFTERNOON, reason="They rang and asked.")

    note = Note.objects.get(about=NoteAbout.OVERRIDE)
    assert (note.author, note.code) == (nurse, "time")
    assert open_fields(note.sealed, note.sealed_context)["text"] == "They rang and asked."
    assert ContactAttempt.objects.get().broke == "time"


def test_override_requires_the_right() -> None:
    with pytest.raises(Refused, match="Ask a colleague"):
        _try(request_of(times=["morning"]), desk(), AFTERNOON, reason="I want to.")


@pytest.mark.parametrize("result", [AttemptResult.REACHED, AttemptResult.CALL_BACK])
def test_front_desk_records_with_a_reason_that_a_person_called_outside_their_times(
    result: AttemptResult,
) -> None:
    submission, person = request_of(times=["morning"]), desk()

    with pytest.raises(OverrideNeeded):
        _try(submission, person, AFTERNOON, result=result)
    _try(submission, person, AFTERNOON, result=result, reason="They rang us.")

    assert ContactAttempt.objects.get().broke == "time"
    assert AuditEvent.objects.filter(kind=AuditKind.OVERRIDE, actor=person).count() == 1


def test_user_with_the_right_can_override() -> None:
    manager = member("manager", "change_submission", "override_safety")
    _try(request_of(times=["morning"]), manager, AFTERNOON, reason="They rang.")

    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize(("times", "ends"), [(["morning"], 11), (["any"], 17)], ids=["times", "closing time"])
def test_call_that_began_in_time_can_be_recorded_after_it(times: list[str], ends: int) -> None:
    submission, caller = request_of(times=times), desk()
    limit = MONDAY + (ends - 10) * HOUR
    _open(submission, caller, limit - HOUR / 6)

    with pytest.raises(Refused, match="Ask a colleague"):
        _try(submission, desk("other"), limit + HOUR / 6)
    _try(submission, caller, limit + HOUR / 6, result=AttemptResult.REACHED)

    assert submission.status == Status.REACHED
    assert ContactAttempt.objects.get().broke == ""


@pytest.mark.parametrize("opened", [-2 * HOUR, HOUR / 12], ids=["long ago", "too late"])
def test_call_whose_card_was_not_open_in_time_needs_the_right(opened: dt.timedelta) -> None:
    submission, caller = request_of(times=["morning"]), desk()
    _open(submission, caller, MONDAY + HOUR + opened)

    with pytest.raises(Refused, match="Ask a colleague"):
        _try(submission, caller, MONDAY + HOUR + HOUR / 6)


def test_any_time_means_within_opening_hours(nurse: AbstractBaseUser) -> None:
    with pytest.raises(OverrideNeeded):
        _try(request_of(), nurse, MONDAY + 8 * HOUR)  # six in the evening


def test_voicemail_that_is_not_allowed_requires_a_reason(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    with pytest.raises(OverrideNeeded) as needed:
        _try(submission, nurse, result=AttemptResult.VOICEMAIL)
    assert needed.value.rules == [Rule.VOICEMAIL]

    _try(submission, nurse, result=AttemptResult.VOICEMAIL, reason="It was on before I could hang up.")
    assert submission.waiting_since == MONDAY


def test_allowed_voicemail_breaks_no_rule(nurse: AbstractBaseUser) -> None:
    _try(request_of(voicemail=True), nurse, result=AttemptResult.VOICEMAIL)

    assert ContactAttempt.objects.get().broke == ""


def test_call_to_a_person_who_chose_text_requires_a_reason(nurse: AbstractBaseUser) -> None:
    with pytest.raises(OverrideNeeded) as needed:
        _try(request_of(channel="text"), nurse)

    assert needed.value.rules == [Rule.CHANNEL]


def test_override_lasts_an_hour_and_for_one_user(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])
    override(submission, [Rule.TIME], "They rang.", actor=nurse, now=AFTERNOON)

    with pytest.raises(OverrideNeeded):
        _try(submission, member("other", "override_safety"), AFTERNOON + HOUR / 2)
    with pytest.raises(OverrideNeeded):
        _try(submission, nurse, AFTERNOON + HOUR)
    _try(submission, nurse, AFTERNOON + HOUR / 2)


def test_attempts_are_spread_over_the_allowed_days(nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["morning"])
    _try(submission, nurse)

    assert submission.next_call_at == MONDAY + 2 * DAY - HOUR  # Wednesday, when the clinic opens


def test_call_back_is_scheduled_for_the_requested_time(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    at = MONDAY + DAY + 2 * HOUR
    _try(submission, nurse, result=AttemptResult.CALL_BACK, call_back_at=at)

    assert submission.next_call_at == submission.waiting_until == at


def _three_attempts(nurse: AbstractBaseUser) -> Submission:
    submission = request_of()
    for day in range(3):
        _try(submission, nurse, MONDAY + day * DAY)
    return submission


def test_closing_as_unreachable_requires_all_attempts(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse)

    with pytest.raises(Refused, match="1 of 3 attempts"):
        close(submission, Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), actor=nurse, now=MONDAY)


def test_request_can_be_closed_as_unreachable_after_three_attempts(nurse: AbstractBaseUser) -> None:
    submission = _three_attempts(nurse)
    row = close(submission, Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), actor=nurse, now=MONDAY + 3 * DAY)

    assert (row.status, row.outcome, row.closed_at) == ("unreachable", "no_answer", MONDAY + 3 * DAY)


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (Ending(Status.SCHEDULED, Outcome.ADVERT), "Choose an outcome that fits"),
        (Ending(Status.REFERRED, Outcome.OTHER, "  "), "Enter the outcome in a few words"),
        (Ending(Status.REFERRED, Outcome.OTHER, "x" * 501), "500 characters"),
        (Ending(Status.UNREACHABLE, Outcome.NO_ANSWER), "1 of 3 attempts"),
    ],
)
def test_closing_requires_a_fitting_outcome(nurse: AbstractBaseUser, ending: Ending, why: str) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)

    with pytest.raises(Refused, match=why):
        close(submission, ending, actor=nurse, now=MONDAY)


def test_text_of_other_outcome_is_sealed(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)
    row = close(submission, Ending(Status.REFERRED, Outcome.OTHER, "sleep clinic"), actor=nurse, now=MONDAY)

    assert "sleep" not in row.outcome_text
    assert open_fields(row.outcome_text, row.outcome_context) == {"text": "sleep clinic"}


def test_skipping_a_status_is_refused_with_a_reason(nurse: AbstractBaseUser) -> None:
    with pytest.raises(Refused, match="Record that the person was reached first"):
        close(request_of(), Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY)


def test_read_first_request_cannot_be_closed(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)

    with pytest.raises(Refused, match="read first"):
        close(submission, Ending(Status.SPAM, Outcome.ADVERT), actor=nurse, now=MONDAY)


def test_reopening_restores_the_deadline(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, nurse, result=AttemptResult.REACHED)
    close(submission, Ending(Status.REFERRED, Outcome.OTHER_CLINIC), actor=nurse, now=MONDAY)

    row = reopen(submission, actor=nurse, now=MONDAY + 9 * DAY)

    assert (row.status, row.outcome, row.claimed_by, row.queue_at) == ("new", "", None, row.due_at)


def test_reopening_is_refused_while_the_twin_is_open(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    close(submission, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)
    request_of(at=MONDAY + HOUR)

    with pytest.raises(SameRequestIsOpen):
        reopen(submission, actor=nurse, now=MONDAY + HOUR)


def test_attempt_on_an_older_version_is_refused(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, CALL, actor=nurse, now=MONDAY, version=1)

    with pytest.raises(ChangedMeanwhile) as changed:
        record_attempt(submission, CALL, actor=nurse, now=MONDAY, version=1)

    assert changed.value.current.version == 2
    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize("model", [ContactAttempt, Note])
def test_attempts_and_notes_cannot_be_changed_or_deleted(nurse: AbstractBaseUser, model: type) -> None:
    _try(request_of(times=["morning"]), nurse, AFTERNOON, reason="They rang.")
    row = model.objects.get()

    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
