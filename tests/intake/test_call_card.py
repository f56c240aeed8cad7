"""The call card: whom to call, what they allow, what to say, and what to record."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import NoteAbout
from intake.models import ContactAttempt, Note
from intake.services.linking import link
from tests.intake.workbench import HOUR, MONDAY, desk, do, enter, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_the_card_has_name_link_and_clock(staff: Client) -> None:
    html = page_of(staff, request_of())

    assert '<h1 id="who">Sam</h1>' in html
    assert '<a class="dial" href="tel:+17325550142">(732) 555-0142</a>' in html
    assert "It is 10:00 AM there." in html
    assert "You may contact them now." in html


def test_an_extension_is_part_of_the_link(staff: Client) -> None:
    phone = {"typed": "(732) 555-0142 x7", "e164": "+17325550142", "extension": "7"}

    assert 'href="tel:+17325550142;ext=7"' in page_of(staff, request_of(phone=phone))


@pytest.mark.parametrize(
    ("answers", "link"),
    [
        ({"channel": "text"}, "sms:+17325550142"),
        ({"channel": "email", "email": "s@example.com"}, "mailto:s@example.com"),
        ({"channel": "email", "email": "x?bcc=a%40b.c@d.e"}, "mailto:x%3Fbcc%3Da%2540b.c@d.e"),
    ],
)
def test_the_link_is_of_the_way_they_chose(staff: Client, answers: dict[str, str], link: str) -> None:
    html = page_of(staff, request_of(**answers))

    assert f'href="{link}"' in html
    assert "do not call" in html


@pytest.mark.parametrize(
    ("answers", "said", "unsaid"),
    [
        ({}, "Hang up before the tone.", "I am returning your call"),
        ({"voicemail": True}, "I am returning your call", "Hang up"),
        ({}, "It is a personal call.", "It is Example Clinic"),
        ({"say_clinic_name": True}, "It is Example Clinic.", "It is a personal call"),
        ({"ask_for": "Rosa"}, "may I speak with Rosa", "may I speak with Sam"),
        ({"code_word": "bluebird"}, "bluebird. You asked us to call", "“You asked"),
        ({"language": "es"}, "Speaks Spanish", "interpreter"),
    ],
)
def test_the_script_follows_the_card(
    staff: Client, answers: dict[str, object], said: str, unsaid: str
) -> None:
    html = page_of(staff, request_of(**answers))

    assert said in html
    assert unsaid not in html


def test_outside_the_window_there_is_no_number_to_dial(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    html = page_of(enter(client, nurse), submission)

    assert "tel:" not in html
    assert "555-0142" not in html
    assert "Next time they allow: Tue Nov 24, 9:00 AM." in html


def test_an_override_shows_the_number_and_is_on_record(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    staff = enter(client, nurse)
    assert do(staff, submission, "override", rule="time", reason="They rang.").status_code == 302

    assert "tel:+17325550142" in page_of(staff, submission)
    assert Note.objects.get().about == NoteAbout.OVERRIDE


def test_the_desk_cannot_override(client: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    enter(client, desk())
    answer = do(client, submission, "override", rule="time", reason="I want to.")

    assert answer.status_code == 422
    assert "Ask somebody who may override" in answer.content.decode()
    assert "tel:" not in page_of(client, submission)


def test_a_refused_voicemail_asks_for_a_reason_and_keeps_what_was_said(staff: Client) -> None:
    submission = request_of()
    answer = do(staff, submission, "attempt", result="voicemail", channel="phone", version="1")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The person did not allow leaving a message." in html
    assert '<input type="hidden" name="result" value="voicemail">' in html
    assert ContactAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"result": "sang", "channel": "phone"}, "Choose how it went"),
        ({"result": "reached", "channel": "pigeon"}, "Choose the way"),
        ({"result": "call_back", "channel": "phone", "call_back_at": "soon"}, "Enter a date and a time"),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2027-03-14T02:30"},
            "Enter a date and a time",
        ),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2026-11-01T10:00"},
            "within the next 90 days",
        ),
    ],
    ids=["result", "way", "words", "an hour that there is not", "past"],
)
def test_an_attempt_that_cannot_be_stored_says_what_todo(
    staff: Client, typed: dict[str, str], error: str
) -> None:
    answer = do(staff, request_of(), "attempt", **typed)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert ContactAttempt.objects.count() == 0


def test_a_linked_request_lends_its_stricter_card(staff: Client, nurse: AbstractBaseUser) -> None:
    lenient, strict = request_of(voicemail=True), request_of("Samuel")
    assert "You may leave a message" in page_of(staff, lenient)
    link(lenient, strict, actor=nurse, now=MONDAY)

    assert "Leave no message" in page_of(staff, lenient)
