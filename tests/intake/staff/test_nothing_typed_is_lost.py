"""What staff type about a request is saved with its result, or kept as a draft."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Status
from intake.models import ContactAttempt, Note, StaffDraft, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.claiming import claim
from intake.services.triage.sealed_text import open_fields
from intake.services.triage.staff_drafts import draft_of
from tests.intake.workbench import (
    HOUR,
    LIST,
    MONDAY,
    compared,
    desk,
    do,
    enter,
    page_of,
    refused,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NOTE = "Rang eight times."


def _text_of(note: Note) -> str:
    return open_fields(note.sealed, note.sealed_context)["text"]


@pytest.mark.parametrize("results", [["no_answer"], []], ids=["with its result", "alone"])
def test_note_is_saved(staff: Client, results: list[str]) -> None:
    do(staff, request_of(), "attempt", result="".join(results), channel="phone", text=NOTE)

    assert [attempt.result for attempt in ContactAttempt.objects.all()] == results
    assert _text_of(Note.objects.get()) == NOTE


def test_save_and_next_opens_the_next_request(staff: Client, nurse: AbstractBaseUser) -> None:
    first, second = request_of("Ana"), request_of("Bo")
    claim(first, actor=nurse, now=MONDAY)

    answer = do(staff, first, "attempt", result="no_answer", channel="phone", next="1")

    assert answer.url == f"{LIST}{second.pk}/change/"


def test_refused_result_is_still_on_the_card_after_going_back(staff: Client) -> None:
    submission = request_of()
    refused(staff, submission, "attempt", result="voicemail", channel="phone", text=NOTE)

    html = page_of(staff, submission)  # as Back and Reload show it in a browser without scripts
    assert NOTE in html
    assert "errornote" not in html
    assert re.search(r'value="voicemail"[^>]* checked', html)


def test_another_button_keeps_the_note_as_a_draft(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)

    do(staff, submission, "claim", text=NOTE, result="no_answer")

    html = page_of(staff, submission)
    assert NOTE in html
    assert re.search(r'value="no_answer"[^>]* checked', html)


@pytest.mark.parametrize("result", ["", "no_answer"])
def test_releasing_saves_what_was_entered_for_the_colleagues_who_go_on(
    staff: Client, nurse: AbstractBaseUser, result: str
) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)

    do(staff, submission, "release", text=NOTE, result=result, channel="phone", version="2")

    submission.refresh_from_db()
    assert submission.claimed_by is None
    assert [attempt.result for attempt in submission.attempts.all()] == ([result] if result else [])
    assert _text_of(Note.objects.get()) == NOTE
    assert not StaffDraft.objects.exists()
    if result:
        do(staff, submission, "undo")
        assert Submission.objects.get().claimed_by == nurse


@pytest.mark.parametrize("typed", [{"ending": "withdrawn:found_help"}, {"outcome_text": "Found a group."}])
def test_outcome_that_was_entered_is_not_dropped_by_releasing(
    staff: Client, nurse: AbstractBaseUser, typed: dict[str, str]
) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)

    html = refused(staff, submission, "release", text=NOTE, **typed)

    assert "You entered an outcome." in html
    assert NOTE in html
    assert Submission.objects.get().claimed_by == nurse
    assert draft_of(submission, account=nurse, now=MONDAY)["call"] == {"text": NOTE} | typed


def test_note_that_is_too_long_releases_nothing(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)

    assert "n" * 2001 in refused(staff, submission, "release", text="n" * 2001)

    submission.refresh_from_db()
    assert submission.claimed_by == nurse


def test_closing_saves_the_note_that_was_typed_on_the_card(staff: Client) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})

    do(staff, submission, "spam", text=NOTE)

    assert _text_of(Note.objects.get()) == NOTE
    assert not StaffDraft.objects.exists()


def test_conflict_keeps_the_note_at_the_request(staff: Client) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)

    typed = {"result": "no_answer", "channel": "phone", "text": NOTE}

    html = compared(staff, submission, "attempt", version="1", **typed)
    assert NOTE in html
    assert "Call me" not in html  # the patient's word for the channel
    assert NOTE in page_of(staff, submission)
    do(staff, submission, "attempt", version="2", **typed)
    assert _text_of(Note.objects.get()) == NOTE
    assert not StaffDraft.objects.exists()


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("attempt", {"result": "call_back", "channel": "phone", "call_back_at": "2026-11-01T10:00"}),
        ("close", {"ending": "withdrawn:other"}),
        ("hold", {"held": "1", "text": "n" * 2001}),
        ("read-first", {"text": "n" * 2001}),
        ("appointment", {"at": "2036-01-01T10:00"}),
    ],
)
def test_what_was_typed_in_a_refused_form_stays_until_it_is_saved(
    staff: Client, nurse: AbstractBaseUser, word: str, typed: dict[str, str]
) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    if word != "close":
        record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    refused(staff, submission, word, **typed)

    html = page_of(staff, submission)
    [value] = [value for name, value in typed.items() if name not in {"result", "channel", "held"}]
    assert re.search(f'(value="{value}"[ >]|>{value}<)', html)


def test_reason_for_an_override_stays_typed_after_going_back(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    refused(enter(staff, nurse), submission, "override", rule="time", reason="n" * 2001)

    assert "n" * 2001 in page_of(staff, submission)


def test_reason_for_opening_the_answers_stays_typed_after_going_back(staff: Client) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "other", "text": "n" * 2001})
    page_of(staff, submission)

    assert "n" * 2001 in page_of(staff, submission)


def test_saving_one_form_keeps_what_is_typed_in_another(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})

    do(staff, submission, "read-first", text="Called 988 together.")

    html = page_of(staff, submission)
    assert f">{NOTE}</textarea>" in html
    assert ">Called 988 together.</textarea>" not in html


@pytest.mark.parametrize(("hours", "limit"), [(1, "idle"), (15, "limit")], ids=["idle", "overnight"])
def test_note_sent_after_the_session_ended_is_offered_after_signing_in(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates, hours: int, limit: str
) -> None:
    submission = request_of()
    page_of(staff, submission)
    monday.shift(hours * HOUR)

    answer = do(staff, submission, "attempt", result="no_answer", channel="phone", text=NOTE)

    assert f"ended={limit}" in answer.url
    assert f"next=%2Fadmin%2Fintake%2Fsubmission%2F{submission.pk}%2Fchange%2F" in answer.url
    assert ContactAttempt.objects.count() == 0
    assert NOTE in page_of(enter(Client(), nurse), submission)


def test_text_of_another_form_sent_after_the_session_ended_is_in_that_form(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    page_of(staff, submission)
    monday.shift(HOUR)

    do(staff, submission, "read-first", text=NOTE)

    html = page_of(enter(Client(), nurse), submission)
    assert re.search(f'id="resolved"[^>]*>{NOTE}<', html)
    assert html.count(NOTE) == 1


def test_front_desk_can_record_a_message_that_was_already_left(client: Client) -> None:
    submission = request_of()
    typed = {"result": "voicemail", "channel": "phone", "reason": "It was on before I could hang up."}

    assert do(enter(client, desk()), submission, "attempt", **typed).status_code == 302
    assert ContactAttempt.objects.get().broke == "voicemail"


def test_email_is_not_recorded_as_a_voicemail(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of(channel="email", email="sam@example.org")

    assert "Message sent" in page_of(staff, submission)
    record_attempt(submission, Attempt(AttemptResult.VOICEMAIL, Channel.EMAIL), actor=nurse, now=MONDAY)
    assert ContactAttempt.objects.get().broke == ""
    assert "Voicemail left" not in page_of(staff, submission)


def test_answers_stay_open_after_saving_a_note(staff: Client) -> None:
    submission = request_of()
    answer = staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    assert answer.status_code == 302

    do(staff, submission, "attempt", channel="phone", text=NOTE)

    assert "since the fire" in page_of(staff, submission)


def test_answers_are_masked_again_with_the_next_call(staff: Client) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    staff.post(f"{LIST}next/")

    assert "since the fire" not in page_of(staff, submission)
    assert Submission.objects.get().status == Status.CLAIMED


def test_answers_are_masked_again_after_fifteen_minutes(
    staff: Client, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    monday.shift(HOUR / 5)
    assert "since the fire" in page_of(staff, submission)
    monday.shift(HOUR / 10)

    assert "since the fire" not in page_of(staff, submission)


def test_time_left_in_a_hidden_field_refuses_no_other_result(staff: Client) -> None:
    submission = request_of()

    do(staff, submission, "attempt", result="no_answer", channel="phone", call_back_at="2020-01-01T09:00")

    assert submission.attempts.get().call_back_at is None
