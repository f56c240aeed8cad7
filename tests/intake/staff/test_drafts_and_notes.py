"""A draft of staff is sealed, outlives what does not concern it, and expires; a note is stored once."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from intake.enums import Status
from intake.models import ContactAttempt, Note, StaffDraft, Submission
from intake.services.jobs import cleaning
from intake.services.triage.staff_drafts import draft_of
from tests.intake.workbench import (
    DAY,
    HOUR,
    LIST,
    MONDAY,
    desk,
    do,
    enter,
    member,
    page_of,
    refused,
    request_of,
    set_status,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NOTE = "Rang eight times."


def test_draft_is_sealed_and_only_its_author_sees_it(staff: Client, client: Client) -> None:
    submission = request_of()
    assert staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE}).status_code == 204

    assert "eight" not in StaffDraft.objects.get().sealed
    assert NOTE in page_of(staff, submission)
    assert NOTE not in page_of(enter(Client(), desk("ana")), submission)


def test_saving_deletes_the_draft(staff: Client) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})

    do(staff, submission, "attempt", channel="phone", text=NOTE)

    assert StaffDraft.objects.count() == 0


def test_draft_expires_after_a_day(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})
    monday.shift(DAY)

    assert NOTE not in page_of(enter(Client(), nurse), submission)
    cleaning.clear_all(MONDAY + DAY)
    assert StaffDraft.objects.count() == 0


@pytest.mark.parametrize("word", ["claim", "link", "keep", "reopen"])
def test_button_of_a_form_without_the_note_leaves_its_draft(staff: Client, word: str) -> None:
    submission, other = request_of(), request_of("Bo")
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})

    do(staff, submission, word, other=other.reference)

    assert NOTE in page_of(staff, submission)


def test_claim_after_the_session_ended_leaves_the_draft(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    staff.post(f"{LIST}{submission.pk}/draft/", {"text": NOTE})
    monday.shift(HOUR)

    assert "ended=idle" in do(staff, submission, "claim").url

    assert NOTE in page_of(enter(Client(), nurse), submission)


@pytest.mark.parametrize("ended", [False, True], ids=["in time", "after the session ended"])
def test_text_of_another_form_is_kept_while_it_is_typed(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates, *, ended: bool
) -> None:
    submission = request_of()
    if ended:
        monday.shift(HOUR)

    staff.post(
        f"{LIST}{submission.pk}/draft/?form=hold",
        {"text": "A court order."},
        headers={"Origin": "http://testserver"},
    )

    drafts = draft_of(submission, account=nurse, now=timezone.now())
    assert drafts == {"hold": {"text": "A court order."}}


def test_emptied_note_is_no_longer_kept(staff: Client) -> None:
    submission = request_of()
    for text in (NOTE, ""):
        staff.post(f"{LIST}{submission.pk}/draft/", {"text": text})

    assert not StaffDraft.objects.exists()


def test_refused_note_is_kept_whole_and_saves_no_result(staff: Client) -> None:
    typed = {"result": "no_answer", "channel": "phone", "text": "n" * 40_000}

    assert f">{typed['text']}<" in refused(staff, request_of(), "attempt", **typed)
    assert ContactAttempt.objects.count() == 0


@pytest.mark.parametrize("word", ["attempt", "note"])
def test_double_click_stores_one_note(staff: Client, monday: time_machine.Coordinates, word: str) -> None:
    submission = request_of()
    for seconds in (0, 5):
        monday.shift(seconds)
        assert do(staff, submission, word, channel="phone", text=NOTE).status_code == 302

    assert "errornote" not in page_of(staff, submission)
    assert Note.objects.count() == 1
    assert not StaffDraft.objects.exists()


def test_same_note_a_minute_later_or_by_a_colleague_or_on_another_request_is_stored(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    do(staff, submission, "note", text=NOTE)
    do(staff, submission, "note", text="Rang nine times.")
    do(staff, request_of("Bo"), "note", text=NOTE)
    do(enter(Client(), desk("ana")), submission, "note", text=NOTE)
    monday.shift(60)
    do(staff, submission, "note", text=NOTE)

    assert Note.objects.count() == 5


@pytest.mark.parametrize("word", ["note", "hold"])
def test_nothing_is_written_about_a_request_whose_answers_were_destroyed(client: Client, word: str) -> None:
    manager = member("manager", "view_submission", "change_submission", "hold_submission")
    submission = set_status(request_of(), Status.REFERRED)
    Submission.objects.update(purged_at=MONDAY, sealed="")

    html = refused(enter(client, manager), submission, word, text="She moved to Ohio.", held="1")

    assert "no note can be added" in html
    assert 'name="text"' not in html
    assert not Note.objects.exists()
