"""Masked answers: who may reveal them, and how it is recorded."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser, Group
from django.test import Client

from intake.enums import AuditKind, NoteAbout, Outcome, Status
from intake.models import AuditEvent, Note, Submission
from intake.roles import Role
from intake.services.access.reading import open_submission
from intake.services.requests.amending import amend
from intake.services.requests.status import readers_of
from intake.services.triage.closing import Ending, close
from intake.services.triage.notes import write_note
from tests.intake.workbench import (
    LIST,
    MONDAY,
    compared,
    desk,
    do,
    enter,
    member,
    page_of,
    refused,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SECRET = "since the fire"


@pytest.mark.parametrize("permissions", [(), ("open_answers",)])
def test_answers_are_masked_for_everyone(client: Client, permissions: tuple[str, ...]) -> None:
    enter(client, member("colleague", "view_submission", *permissions))
    html = page_of(client, request_of())

    assert SECRET not in html
    assert "1 answer is masked" in html
    assert ("Show answers" in html) is bool(permissions)


def test_reveal_requires_the_right(client: Client) -> None:
    enter(client, desk())
    submission = request_of()

    assert client.post(f"{LIST}{submission.pk}/reveal/", {"reason": "safety"}).status_code == 403
    assert Note.objects.count() == 0


@pytest.mark.parametrize("typed", [{}, {"reason": "curious"}, {"reason": "other"}])
def test_reveal_requires_a_reason(staff: Client, typed: dict[str, str]) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/reveal/", typed)

    html = page_of(staff, submission)
    assert "errornote" in html
    assert SECRET not in html
    assert Note.objects.count() == 0


def test_reveal_shows_the_answers_until_they_are_closed_and_is_recorded(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of(page="ketamine-course")
    assert "/ketamine-course/" not in page_of(staff, submission)
    answer = staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    assert answer.status_code == 302

    assert all(text in page_of(staff, submission) for text in (SECRET, "/ketamine-course/"))
    staff.post(f"{LIST}{submission.pk}/mask/")
    assert SECRET not in page_of(staff, submission)
    note = Note.objects.get()
    assert (note.author, note.about, note.code) == (nurse, NoteAbout.REVEAL, "before_call")


def test_answers_are_masked_once_the_role_is_lost(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    assert SECRET in page_of(staff, submission)

    nurse.groups.set(Group.objects.filter(name=Role.FRONT_DESK))

    assert SECRET not in page_of(staff, submission)


def test_answer_to_an_unknown_question_is_masked(staff: Client) -> None:
    html = page_of(staff, request_of(medicines="ketamine"))

    assert "ketamine" not in html


def test_patients_change_applies_at_once(staff: Client) -> None:
    submission = request_of()
    number = {"typed": "908 555 0177", "e164": "+19085550177", "extension": ""}
    amend(submission, {"phone": number, "wording": "change-1"}, MONDAY)

    html = page_of(staff, submission)
    assert "tel:+19085550177" in html
    assert "(732) 555-0142" not in html


def test_readers_are_counted_once_each(client: Client) -> None:
    submission = request_of()
    for name in ("ana", "ben"):
        enter(client, desk(name))
        page_of(client, submission)
        page_of(client, submission)

    assert readers_of(submission) == 2


def test_colleague_who_just_opened_the_request_is_named(
    staff: Client, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    open_submission(submission, desk("ana"))
    assert "ana opened this request within the last five minutes" in page_of(staff, submission)

    monday.shift(300)
    assert "within the last five minutes" not in page_of(staff, submission)


def test_printing_is_recorded_and_omits_masked_answers(
    staff: Client, caplog: pytest.LogCaptureFixture
) -> None:
    html = staff.get(f"{LIST}{request_of().pk}/print/").content.decode()

    assert "Sam" in html
    assert SECRET not in html
    assert {event.kind for event in AuditEvent.objects.all()} == {AuditKind.PRINTED, AuditKind.OPENED}


def test_page_of_a_purged_request_says_so(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(purged_at=MONDAY, sealed="")

    assert "was destroyed" in page_of(staff, submission)


@pytest.mark.parametrize("word", ["claim", "attempt", "note", "close", "spam", "link"])
def test_read_only_user_cannot_change_anything(client: Client, word: str) -> None:
    enter(client, member("auditor", "view_submission"))
    submission = request_of()

    assert do(client, submission, word, text="x").status_code == 403
    assert Submission.objects.get().version == 1


@pytest.mark.parametrize("address", ["change/", "print/"])
def test_user_without_the_right_cannot_open_a_request(client: Client, address: str) -> None:
    enter(client, member("editor", "change_faqentry"))

    assert client.get(f"{LIST}{request_of().pk}/{address}").status_code == 403
    assert AuditEvent.objects.count() == 0


def test_front_desk_reads_only_its_own_notes(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)
    enter(client, desk())
    do(client, submission, "note", text="Parking is behind the house")

    html = page_of(client, submission)
    assert "She whispers" not in html
    assert "<b>Note</b> <span>nurse</span>" in html
    assert "Parking is behind the house" in html


def test_clinician_reads_notes_of_the_front_desk(staff: Client) -> None:
    submission = request_of()
    write_note(submission, "Parking is behind the house", author=desk(), now=MONDAY)

    assert "Parking is behind the house" in page_of(staff, submission)


def test_conflict_page_hides_notes_from_the_front_desk(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)

    assert "She whispers" not in compared(enter(client, desk()), submission, "reopen", version="99")


@pytest.mark.parametrize(("rights", "shown"), [((), False), (("open_answers",), True)])
def test_outcome_text_requires_the_right_to_open_answers(
    client: Client, nurse: AbstractBaseUser, rights: tuple[str, ...], shown: bool
) -> None:
    submission = request_of()
    close(submission, Ending(Status.SPAM, Outcome.OTHER, "She whispers"), actor=nurse, now=MONDAY)

    html = page_of(enter(client, member("colleague", "view_submission", *rights)), submission)
    assert ("She whispers" in html) is shown


def test_read_first_is_for_people_who_can_read_it(client: Client, staff: Client) -> None:
    submission = request_of(message="It helps to talk.")
    may_call = "You may contact them now."
    assert "You can call without" in page_of(staff, submission)
    assert may_call in page_of(staff, submission)
    Submission.objects.update(read_first=True)
    ask = "Ask a clinician to read this before you contact them."

    reader = page_of(staff, submission)
    assert "You can call without" not in reader
    assert ask not in reader
    assert may_call not in reader
    assert "<b>Read first.</b> Once you have, you may contact them now." in reader
    assert "I need to see it" in reader
    assert "Mark as resolved" in reader

    front = enter(Client(), desk())
    page = page_of(front, submission)
    assert page.count(ask) == 2  # above the card, and where the answers are masked
    assert may_call not in page
    assert "<b>Not yet.</b> A clinician has to read this first." in page
    assert "You can call without" not in page
    assert "Mark as resolved" not in page
    assert "Ask a clinician" in refused(front, submission, "read-first", text="Called them.")
    assert Submission.objects.get().read_first
    assert not Note.objects.exists()
