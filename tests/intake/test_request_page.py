"""Working one request: two people at once, notes and history, and its end."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake import audit
from intake.enums import AttemptResult, AuditKind, Channel, NoteAbout, Outcome, Status
from intake.models import AuditEvent, ContactAttempt, Note, Submission
from intake.services.amending import amend
from intake.services.attempts import Attempt, record_attempt
from intake.services.claiming import claim
from intake.services.closing import Ending, close
from intake.services.notes import write_note
from intake.services.reading import open_submission
from intake.services.retention import purge
from intake.services.sealing_words import open_words
from intake.services.withdrawing import withdraw
from intake.staff.timeline import timeline
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, desk, do, enter, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_saving_over_a_newer_version_is_refused_with_both_shown(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)

    answer = do(staff, submission, "attempt", result="no_answer", channel="phone", version="1")

    html = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"What you wanted to save.*No answer.*As it is now.*Claimed.*ana", html, re.DOTALL)
    assert ContactAttempt.objects.count() == 0
    assert '<input type="hidden" name="version" value="2">' in html


def test_what_was_refused_can_be_saved_after_comparing(staff: Client) -> None:
    submission = request_of()
    claim(submission, actor=desk("ana"), now=MONDAY)
    typed = {"result": "no_answer", "channel": "phone"}

    assert do(staff, submission, "attempt", version="2", **typed).status_code == 302


def test_a_call_after_the_patient_withdrew_is_refused(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)

    answer = do(staff, submission, "attempt", result="no_answer", channel="phone", version="1")
    assert answer.status_code == 409
    assert "Withdrawn" in answer.content.decode()


def test_a_note_is_sealed_and_shown_with_author_and_time(staff: Client) -> None:
    submission = request_of()
    do(staff, submission, "note", text="Works nights.")

    note = Note.objects.get()
    assert "nights" not in note.sealed
    assert open_words(note.sealed, note.sealed_place) == {"text": "Works nights."}
    assert re.search(
        r"10:00 AM</time>\s*<p><b>Note</b> <span>nurse</span><br>Works nights\.", page_of(staff, submission)
    )


def test_a_note_too_long_is_kept_in_its_field(staff: Client) -> None:
    answer = do(staff, request_of(), "note", text="n" * 2001)

    assert answer.status_code == 422
    assert "n" * 2001 in answer.content.decode()
    assert Note.objects.count() == 0


def test_the_timeline_tells_everything_newest_first(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    open_submission(submission, nurse)
    amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY + HOUR / 4)
    record_attempt(
        submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY + HOUR / 2
    )
    write_note(submission, "Kind.", author=nurse, now=MONDAY + HOUR / 2)
    for kind in (AuditKind.PRINTED, AuditKind.EXPORTED):
        audit.record(kind, actor=nurse, submission=submission, now=MONDAY + HOUR / 2)
    close(submission, Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY + HOUR)

    told = timeline(submission)
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)
    kinds = [entry.kind for entry in reversed(told)]
    assert kinds[:3] == ["patient", "read", "patient"]
    assert {"attempt", "note", "status"} < set(kinds)
    assert told[0].what == "Closed: Reached → Scheduled"
    assert {"Printed", "Exported"} < {entry.what for entry in told if entry.who == "nurse"}


def test_one_sitting_is_one_line_of_reading(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    for _click in range(4):
        page_of(staff, submission)
    monday.shift(HOUR)
    page_of(enter(staff, nurse), submission)

    assert sum(entry.kind == "read" for entry in timeline(submission)) == 2
    assert AuditEvent.objects.count() == 5


def test_read_first_stays_until_a_person_says_what_was_done(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    assert do(staff, submission, "read-first", text=" ").status_code == 422
    assert Submission.objects.get().read_first

    do(staff, submission, "read-first", text="Called 988 together.")
    assert not Submission.objects.get().read_first
    assert Note.objects.get().about == NoteAbout.READ_FIRST


def test_a_withdrawal_does_not_unpin_what_is_to_be_read_first(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(read_first=True)
    withdraw(submission, MONDAY)

    assert submission.reference in staff.get(LIST, {"tab": "read-first"}).content.decode()


def test_closing_asks_for_an_outcome(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)

    answer = do(staff, submission, "close", version="2", text="kept")
    assert answer.status_code == 422
    assert "Choose an outcome" in answer.content.decode()
    assert do(staff, submission, "close", version="2", ending="scheduled:appointment").status_code == 302
    assert Submission.objects.get().outcome == Outcome.APPOINTMENT


def test_a_legal_hold_keeps_the_purge_away(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY - 60 * DAY)
    do(staff, submission, "hold", held="1", text="Letter from a lawyer.")
    assert purge(MONDAY) == 0

    do(staff, submission, "hold", held="0", text="It is settled.")
    assert purge(MONDAY) == 1


def test_a_purge_takes_notes_and_numbers_along(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    write_note(submission, "Works nights.", author=nurse, now=MONDAY)
    close(submission, Ending(Status.WITHDRAWN, Outcome.OTHER, "moved"), actor=nurse, now=MONDAY)

    assert purge(MONDAY + 31 * DAY) == 1
    assert Note.objects.count() == ContactAttempt.objects.count() == 0
    assert Submission.objects.get().outcome_text == ""
    assert "Works nights." not in page_of(staff, submission)


def test_a_hold_needs_its_own_right(client: Client) -> None:
    enter(client, desk())

    assert do(client, request_of(), "hold", held="1", text="x").status_code == 422
    assert not Submission.objects.get().legal_hold


def test_a_word_that_is_no_act_is_not_found(staff: Client) -> None:
    assert do(staff, request_of(), "delete").status_code == 404


def test_no_page_has_style_or_script_of_its_own(staff: Client) -> None:
    html = page_of(staff, request_of()) + staff.get(LIST).content.decode()

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son\w+=", html)


def test_a_long_history_needs_no_more_queries(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(staff, submission)
        return len(captured)

    write_note(submission, "one", author=nurse, now=MONDAY)
    few = queries()
    for number in range(30):
        write_note(submission, f"{number}", author=nurse, now=MONDAY)

    assert queries() == few < 25
