"""The page after a result offers to undo it, with and without scripts."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import Status
from intake.models import ContactAttempt, Submission
from intake.services.triage.claiming import claim
from tests.intake.workbench import HOUR, LIST, MONDAY, do, page_of, refused, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NO_ANSWER = {"result": "no_answer", "channel": "phone"}


def _offered(html: str) -> str:
    """Return the address of the button, or ""."""
    found = re.search(r'formaction="([^"]*/do/undo/[^"]*)"', html)
    return found[1] if found else ""


def test_page_after_saving_offers_to_undo(staff: Client) -> None:
    submission = request_of()
    assert _offered(page_of(staff, submission)) == ""

    do(staff, submission, "attempt", **NO_ANSWER)
    answer = staff.post(_offered(page_of(staff, submission)), follow=True)

    assert "Undone" in answer.content.decode()
    assert Submission.objects.get().status == Status.NEW
    assert _offered(answer.content.decode()) == ""


def test_queue_after_closing_offers_to_undo(staff: Client) -> None:
    submission = request_of()
    do(staff, submission, "attempt", result="reached", channel="phone")
    answer = staff.post(f"{LIST}{submission.pk}/do/close/", {"ending": "scheduled:appointment"}, follow=True)

    html = answer.content.decode()
    assert f"{submission.reference} is closed." in html
    staff.post(_offered(html))
    assert Submission.objects.get().status == Status.REACHED


def test_next_call_goes_back_when_the_result_before_it_is_undone(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    first, second = request_of("Ana"), request_of("Bo", at=MONDAY + HOUR / 60)
    claim(first, actor=nurse, now=MONDAY)
    do(staff, first, "attempt", next="1", **NO_ANSWER)
    assert Submission.objects.get(pk=second.pk).claimed_by == nurse

    answer = staff.post(_offered(page_of(staff, second)))

    assert answer.url == f"{LIST}{first.pk}/change/"
    second.refresh_from_db()
    assert (second.status, second.claimed_by) == (Status.NEW, None)


def test_note_typed_on_the_next_card_is_kept_when_undoing(staff: Client, nurse: AbstractBaseUser) -> None:
    first, second = request_of("Ana"), request_of("Bo", at=MONDAY + HOUR / 60)
    claim(first, actor=nurse, now=MONDAY)
    do(staff, first, "attempt", next="1", **NO_ANSWER)

    staff.post(_offered(page_of(staff, second)).replace("&amp;", "&"), {"text": "Bo is at work."})

    assert "Bo is at work." in page_of(staff, second)
    assert "Bo is at work." not in page_of(staff, first)


def test_late_undo_is_refused_in_plain_words_and_keeps_the_note(
    staff: Client, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    do(staff, submission, "attempt", **NO_ANSWER)
    monday.shift(30)

    html = refused(staff, submission, "undo", text="Rang eight times.")

    assert "It’s too late to undo this." in html
    assert "Rang eight times." in html
    assert ContactAttempt.objects.not_undone().count() == 1


def test_undone_attempt_is_marked_in_the_history(staff: Client) -> None:
    submission = request_of()
    do(staff, submission, "attempt", **NO_ANSWER)
    do(staff, submission, "undo")

    html = page_of(staff, submission)
    assert "No answer (call), undone" in html
    assert "0 of 3 attempts made. They’re planned over 5 opening days." in html


def test_offer_ends_after_its_time(staff: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of()
    do(staff, submission, "attempt", **NO_ANSWER)
    monday.shift(30)

    assert _offered(page_of(staff, submission)) == ""
