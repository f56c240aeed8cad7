"""What of a request is masked, who may see it, and who is told of it."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AuditKind, NoteAbout
from intake.models import AuditEvent, Note, Submission
from intake.services.amending import amend
from intake.services.reading import open_submission
from intake.services.status import readers_of
from tests.intake.workbench import LIST, MONDAY, desk, do, enter, member, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SECRET = "since the fire"


@pytest.mark.parametrize("permissions", [(), ("open_answers",)])
def test_what_they_wrote_is_masked_for_everybody(client: Client, permissions: tuple[str, ...]) -> None:
    enter(client, member("somebody", "view_submission", *permissions))
    html = page_of(client, request_of())

    assert SECRET not in html
    assert "1 answer is masked" in html
    assert ("Show it once" in html) is bool(permissions)


def test_without_the_right_nothing_is_revealed(client: Client) -> None:
    enter(client, desk())
    submission = request_of()

    assert client.post(f"{LIST}{submission.pk}/reveal/", {"reason": "safety"}).status_code == 403
    assert Note.objects.count() == 0


@pytest.mark.parametrize("typed", [{}, {"reason": "curious"}, {"reason": "other"}])
def test_without_a_reason_nothing_is_revealed(staff: Client, typed: dict[str, str]) -> None:
    answer = staff.post(f"{LIST}{request_of().pk}/reveal/", typed)

    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert Note.objects.count() == 0


def test_a_reveal_shows_it_once_and_is_on_record(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    answer = staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})

    assert SECRET in answer.content.decode()
    assert SECRET not in page_of(staff, submission)
    note = Note.objects.get()
    assert (note.author, note.about, note.code) == (nurse, NoteAbout.REVEAL, "before_call")


def test_an_answer_of_a_question_nobody_thought_of_is_masked(staff: Client) -> None:
    html = page_of(staff, request_of(medicines="ketamine"))

    assert "ketamine" not in html


def test_a_change_of_the_patient_counts_at_once(staff: Client) -> None:
    submission = request_of()
    number = {"typed": "908 555 0177", "e164": "+19085550177", "extension": ""}
    amend(submission, {"phone": number, "wording": "change-1"}, MONDAY)

    html = page_of(staff, submission)
    assert "tel:+19085550177" in html
    assert "(732) 555-0142" not in html


def test_the_patient_sees_how_many_people_opened_it(client: Client) -> None:
    submission = request_of()
    for name in ("ana", "ben"):
        enter(client, desk(name))
        page_of(client, submission)
        page_of(client, submission)

    assert readers_of(submission) == 2


def test_a_colleague_who_opened_it_just_now_is_named(staff: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of()
    open_submission(submission, desk("ana"))
    assert "ana opened this within the last five minutes" in page_of(staff, submission)

    monday.shift(300)
    assert "within the last five minutes" not in page_of(staff, submission)


def test_printing_is_on_record_and_leaves_the_story_out(
    staff: Client, caplog: pytest.LogCaptureFixture
) -> None:
    html = staff.get(f"{LIST}{request_of().pk}/print/").content.decode()

    assert "Sam" in html
    assert SECRET not in html
    assert {event.kind for event in AuditEvent.objects.all()} == {AuditKind.PRINTED, AuditKind.OPENED}


def test_a_request_that_was_purged_says_so(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(purged_at=MONDAY, sealed="")

    assert "was destroyed" in page_of(staff, submission)


@pytest.mark.parametrize("word", ["claim", "attempt", "note", "close", "spam", "link"])
def test_who_may_only_look_changes_nothing(client: Client, word: str) -> None:
    enter(client, member("auditor", "view_submission"))
    submission = request_of()

    assert do(client, submission, word, text="x").status_code == 403
    assert Submission.objects.get().version == 1


@pytest.mark.parametrize("address", ["change/", "print/"])
def test_who_may_see_no_request_opens_none(client: Client, address: str) -> None:
    enter(client, member("editor", "change_faqentry"))

    assert client.get(f"{LIST}{request_of().pk}/{address}").status_code == 403
    assert AuditEvent.objects.count() == 0
