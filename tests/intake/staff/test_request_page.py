"""The page of a request: edit conflicts, notes, history, and closing."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.audit import trail
from intake.enums import AttemptResult, AuditKind, Channel, NoteAbout, Outcome, Status
from intake.models import AuditEvent, ContactAttempt, Note, Submission
from intake.services.access.reading import open_submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.retention import purge
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.claiming import claim
from intake.services.triage.closing import Ending, close
from intake.services.triage.notes import write_note
from intake.services.triage.quarantine import not_spam
from intake.services.triage.sealed_text import open_fields
from intake.staff.requests.timeline import timeline
from tests.intake.workbench import (
    DAY,
    HOUR,
    LIST,
    MONDAY,
    compared,
    desk,
    do,
    enter,
    number_of_queries,
    page_of,
    refused,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_saving_over_a_newer_version_shows_both(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)

    html = compared(staff, submission, "attempt", result="no_answer", channel="phone", version="1")

    assert re.search(r"What you wanted to save.*No answer.*As it is now.*Claimed.*ana", html, re.DOTALL)
    assert ContactAttempt.objects.count() == 0
    assert '<input type="hidden" name="version" value="2">' in html


def test_conflicting_change_can_be_saved_after_comparing(staff: Client) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)
    typed = {"result": "no_answer", "channel": "phone"}

    assert do(staff, submission, "attempt", version="2", **typed).status_code == 302


@pytest.mark.parametrize("word", ["claim", "release", "assign"])
def test_button_of_an_outdated_page_does_not_take_a_request_from_a_third_person(
    staff: Client, nurse: AbstractBaseUser, word: str
) -> None:
    submission, ana, ben = request_of(), desk("ana"), desk("ben")
    claim(submission, actor=ana, now=MONDAY)
    owner = re.search(r'name="owner" value="(\d+)"', page_of(staff, submission))[1]
    claim(submission, actor=ben, now=MONDAY, take_over_from=ana.pk)

    html = refused(staff, submission, word, owner=owner, take_over="1", to=str(nurse.pk))

    assert "ben has already claimed it" in html
    do(staff, submission, word, owner=str(ben.pk), take_over="1", to=str(nurse.pk))
    assert Submission.objects.get().claimed_by != ben


def test_attempt_after_a_withdrawal_is_refused(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)

    html = compared(staff, submission, "attempt", result="no_answer", channel="phone", version="1")
    assert "Withdrawn" in html


def test_attempt_on_a_closed_request_is_refused_before_a_reason_is_asked_for(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)

    html = refused(staff, submission, "attempt", result="no_answer", channel="text", version="2")

    assert "This request is closed. Reopen it first." in html
    assert "did not allow" not in html
    assert ContactAttempt.objects.count() == 0


def test_note_is_sealed_and_shown_with_author_and_time(staff: Client) -> None:
    submission = request_of()
    do(staff, submission, "note", text="Works nights.")

    note = Note.objects.get()
    assert "nights" not in note.sealed
    assert open_fields(note.sealed, note.sealed_context) == {"text": "Works nights."}
    assert re.search(
        r"10:00 a.m. EST</time>\s*<p><b>Note</b> ?<span>nurse</span><br>Works nights\.",
        page_of(staff, submission),
    )


def test_note_that_is_too_long_stays_in_its_field(staff: Client) -> None:
    assert "n" * 2001 in refused(staff, request_of(), "note", text="n" * 2001)
    assert Note.objects.count() == 0


def test_timeline_contains_everything_newest_first(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    open_submission(submission, nurse)
    amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY + HOUR / 4)
    record_attempt(
        submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY + HOUR / 2
    )
    write_note(submission, "Kind.", author=nurse, now=MONDAY + HOUR / 2)
    for kind in (AuditKind.PRINTED, AuditKind.EXPORTED):
        trail.record(kind, actor=nurse, submission=submission, now=MONDAY + HOUR / 2)
    close(submission, Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY + HOUR)

    entries = timeline(submission, nurse)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    kinds = [entry.kind for entry in reversed(entries)]
    assert kinds[:3] == ["patient", "read", "patient"]
    assert {"attempt", "note", "status"} < set(kinds)
    assert entries[0].what == "Closed: Reached → Scheduled"
    assert {"Printed", "Exported"} < {entry.what for entry in entries if entry.who == "nurse"}


def test_repeated_openings_are_one_timeline_entry(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    for _click in range(4):
        page_of(staff, submission)
    monday.shift(HOUR)
    page_of(enter(staff, nurse), submission)

    assert sum(entry.kind == "read" for entry in timeline(submission, nurse)) == 2
    assert AuditEvent.objects.count() == 5


def test_read_first_stays_until_resolved_with_a_note(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    refused(staff, submission, "read-first", text=" ")
    assert Submission.objects.get().read_first

    do(staff, submission, "read-first", text="Called 988 together.")
    assert not Submission.objects.get().read_first
    assert Note.objects.get().about == NoteAbout.READ_FIRST


def test_withdrawn_request_stays_in_read_first(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    withdraw(submission, MONDAY)

    assert submission.reference in staff.get(LIST, {"tab": "read-first"}).content.decode()


def test_closing_requires_an_outcome(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)

    assert "Choose an outcome" in refused(staff, submission, "close", version="2", text="kept")
    assert do(staff, submission, "close", version="2", ending="scheduled:appointment").status_code == 302
    assert Submission.objects.get().outcome == Outcome.APPOINTMENT


def test_closing_saves_the_result_and_the_note_on_the_card_too(staff: Client) -> None:
    submission = request_of()

    card = {"result": "reached", "channel": "phone", "text": "Comes with her sister."}
    answer = do(staff, submission, "close", version="1", ending="scheduled:appointment", **card)

    assert answer.status_code == 302
    assert Submission.objects.get().outcome == Outcome.APPOINTMENT
    assert Submission.objects.get().attempts.get().result == AttemptResult.REACHED
    assert "Comes with her sister." in page_of(staff, submission)


def test_spam_over_a_newer_version_shows_both(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(quarantined=True)
    not_spam(submission, actor=desk("ana"), now=MONDAY)

    html = compared(staff, submission, "spam", version="1", text="An advert.")

    assert re.search(r"What you wanted to save.*Spam.*An advert\..*As it is now.*New", html, re.DOTALL)
    assert Submission.objects.get().status == Status.NEW
    do(staff, submission, "spam", version="2", text="An advert.")
    assert Submission.objects.get().status == Status.SPAM


def test_spam_saves_the_result_on_the_card_too(staff: Client) -> None:
    do(staff, request_of(), "spam", version="1", result="wrong_number", channel="phone")

    assert Submission.objects.get().status == Status.SPAM
    assert ContactAttempt.objects.get().result == AttemptResult.WRONG_NUMBER


@pytest.mark.parametrize("claimed", [False, True])
def test_result_and_any_outcome_can_be_chosen_before_one_press(
    staff: Client, nurse: AbstractBaseUser, *, claimed: bool
) -> None:
    submission = request_of()
    if claimed:
        claim(submission, actor=nurse, now=MONDAY)

    assert 'value="scheduled:appointment"' in page_of(staff, submission)


@pytest.mark.parametrize("more", [{}, {"next": "1"}], ids=["save", "save and next"])
def test_saving_with_an_outcome_closes_the_request(staff: Client, more: dict[str, str]) -> None:
    submission = request_of()

    card = {"result": "reached", "channel": "phone", "ending": "scheduled:appointment", "version": "1"}
    do(staff, submission, "attempt", **card, **more)

    assert Submission.objects.get().outcome == Outcome.APPOINTMENT
    assert Submission.objects.get().attempts.get().result == AttemptResult.REACHED


def test_refused_closing_keeps_everything_on_the_card(staff: Client) -> None:
    submission = request_of()

    card = {"result": "reached", "channel": "phone", "text": "Comes with her sister."}
    page = refused(staff, submission, "close", version="1", ending="withdrawn:other", **card)

    assert "Comes with her sister." in page
    assert 'value="withdrawn:other" selected' in page
    assert Submission.objects.get().attempts.count() == 0


def test_request_on_legal_hold_is_not_purged(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY - 60 * DAY)
    do(staff, submission, "hold", held="1", text="Letter from a lawyer.")
    assert purge(MONDAY) == 0

    do(staff, submission, "hold", held="0", text="It is settled.")
    assert purge(MONDAY) == 1


def test_purge_deletes_notes_and_dialed_numbers(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    write_note(submission, "Works nights.", author=nurse, now=MONDAY)
    close(submission, Ending(Status.WITHDRAWN, Outcome.OTHER, "moved"), actor=nurse, now=MONDAY)

    assert purge(MONDAY + 31 * DAY) == 1
    assert Note.objects.count() == ContactAttempt.objects.count() == 0
    assert Submission.objects.get().outcome_text == ""
    assert "Works nights." not in page_of(staff, submission)


def test_legal_hold_requires_the_right(client: Client) -> None:
    enter(client, desk())

    refused(client, request_of(), "hold", held="1", text="x")
    assert not Submission.objects.get().legal_hold


def test_unknown_action_is_not_found(staff: Client) -> None:
    assert do(staff, request_of(), "shred").status_code == 404


def test_pages_have_no_inline_style_or_script(staff: Client) -> None:
    html = page_of(staff, request_of()) + staff.get(LIST).content.decode()

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son\w+=", html)


def test_number_of_queries_does_not_grow_with_the_history(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    write_note(submission, "one", author=nurse, now=MONDAY)
    few = number_of_queries(lambda: page_of(staff, submission))
    for number in range(30):
        write_note(submission, f"{number}", author=nurse, now=MONDAY)

    assert number_of_queries(lambda: page_of(staff, submission)) == few < 40
