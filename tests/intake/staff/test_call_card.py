"""The call card: whom to call, what is allowed, what to say, and recording attempts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import EnteredAs, Kind, NoteAbout
from intake.models import ContactAttempt, Note, Submission
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.requests.keying_in import key_in
from intake.services.requests.receive import Flags
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.linking import link
from tests.intake.workbench import (
    ANSWERS,
    HOUR,
    LIST,
    MONDAY,
    OTHER_PHONE,
    desk,
    do,
    enter,
    page_of,
    refused,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_card_has_name_link_and_time(staff: Client) -> None:
    html = page_of(staff, request_of())

    assert '<h1 id="who">Sam</h1>' in html
    assert '<a class="dial" href="tel:+17325550142"' in html
    assert "10:00 a.m. EST at the clinic." in html
    assert "You may contact them now." in html


@pytest.mark.parametrize("path", ["change", "print"])
@pytest.mark.parametrize("at", [MONDAY, MONDAY - 10 * HOUR])
def test_withdrawn_request_offers_no_call(
    staff: Client, monday: time_machine.Coordinates, at: dt.datetime, path: str
) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)
    monday.move_to(at)

    html = staff.get(f"{LIST}{submission.pk}/{path}/").content.decode()
    assert "Please don’t contact them about this request again." in html
    assert not {"You may contact them now.", "Contact them anyway", "What to say"} & set(
        re.split(r"<[^>]+>", html)
    )
    assert not re.search(r"5550142|555-0142|tel:", html)


def test_number_is_shown_again_once_a_withdrawal_is_undone(staff: Client) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)
    take_back(submission, MONDAY)

    assert "tel:+17325550142" in page_of(staff, submission)


def test_link_includes_the_extension(staff: Client) -> None:
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
def test_link_uses_the_chosen_channel(staff: Client, answers: dict[str, str], link: str) -> None:
    html = page_of(staff, request_of(**answers))

    assert f'href="{link}"' in html
    assert "only, don’t call" in html


@pytest.mark.parametrize(
    ("answers", "said", "unsaid"),
    [
        ({}, "Hang up before the tone.", "returning your call"),
        ({"voicemail": True}, "returning your call", "Hang up"),
        ({}, "a personal call.", "This is Example Clinic"),
        ({"say_clinic_name": True}, "This is Example Clinic.", "a personal call"),
        ({"ask_for": "Rosa"}, "may I speak with Rosa", "may I speak with Sam"),
        ({"code_word": "bluebird"}, "bluebird. You asked us to call", "“You asked"),
        ({"language": "es"}, "Speaks Spanish", "interpreter"),
    ],
)
def test_script_follows_the_card(staff: Client, answers: dict[str, object], said: str, unsaid: str) -> None:
    html = page_of(staff, request_of(**answers))

    assert said in html
    assert unsaid not in html


def test_language_of_the_interpreter_is_the_first_rule_of_the_card(staff: Client) -> None:
    html = page_of(staff, request_of(language="interpreter", which_language="Haitian Creole"))

    assert '<ul class="allowed"><li class="yes">Needs an interpreter: Haitian Creole</li>' in html
    assert html.count("Haitian Creole") == 1


def test_language_of_the_interpreter_may_be_unknown(staff: Client) -> None:
    html = page_of(staff, request_of(language="interpreter", which_language=""))

    assert '<li class="yes">Needs an interpreter</li>' in html


def test_whether_the_person_knows_of_the_request_is_read_before_the_script(staff: Client) -> None:
    html = page_of(staff, request_of(for_whom="someone", relation="partner", person_knows="no"))

    assert html.index("Do they know") < html.index("What to say")


@pytest.mark.parametrize(("channel", "explained"), [("phone", True), ("text", False), ("email", False)])
def test_no_answer_says_that_it_covers_a_full_voicemail(staff: Client, channel: str, explained: bool) -> None:
    html = page_of(staff, request_of(channel=channel, email="s@example.com"))

    choice = re.search(r'<input [^>]*value="no_answer"[^>]*>', html)[0]
    assert ('aria-describedby="no-answer-help"' in choice) is explained
    assert ('id="no-answer-help"' in html) is explained


def test_number_is_hidden_outside_the_allowed_times(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    html = page_of(enter(client, nurse), submission)

    assert "tel:" not in html
    assert "555-0142" not in html
    assert "Next allowed time: Tue, Nov 24, 9:00 a.m. EST." in html


def test_override_shows_the_number_and_is_recorded(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    staff = enter(client, nurse)
    assert do(staff, submission, "override", rule="time", reason="They rang.").status_code == 302

    assert "tel:+17325550142" in page_of(staff, submission)
    assert Note.objects.get().about == NoteAbout.OVERRIDE


def test_front_desk_cannot_override(client: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of(times=["morning"])
    monday.shift(2 * HOUR)
    enter(client, desk())
    html = refused(client, submission, "override", rule="time", reason="I want to.")

    assert "Ask a colleague who may override" in html
    assert "tel:" not in page_of(client, submission)


@pytest.mark.parametrize("undone", [False, True], ids=["saved", "undone"])
@pytest.mark.parametrize("answers", [{"times": ["morning"]}, {"channel": "text"}], ids=["time", "channel"])
def test_saying_that_they_called_us_lets_the_front_desk_call_no_one(
    client: Client, monday: time_machine.Coordinates, answers: dict[str, object], undone: bool
) -> None:
    submission = request_of(**answers)
    monday.shift(5 * HOUR)
    enter(client, desk())
    do(client, submission, "attempt", result="reached", channel="phone", reason="They rang us.")
    if undone:
        do(client, submission, "undo")
    assert ContactAttempt.objects.not_undone().count() == (0 if undone else 1)

    assert "tel:" not in page_of(client, submission)
    html = refused(client, submission, "attempt", result="no_answer", channel="phone")
    assert "Ask a colleague who may override" in html
    assert ContactAttempt.objects.count() == 1


def test_voicemail_that_is_not_allowed_asks_for_a_reason(staff: Client) -> None:
    submission = request_of()
    html = refused(staff, submission, "attempt", result="voicemail", channel="phone", version="1")

    assert "The person did not allow leaving a message." in html
    assert re.search(r'value="voicemail"[^>]* checked', html)
    assert ContactAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"result": "sang", "channel": "phone"}, "Choose how it went"),
        ({"result": "reached", "channel": "pigeon"}, "Choose a channel"),
        ({"result": "call_back", "channel": "phone", "call_back_at": "soon"}, "Enter a date and time"),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2027-03-14T02:30"},
            "Enter a date and time",
        ),
        (
            {"result": "call_back", "channel": "phone", "call_back_at": "2026-11-01T10:00"},
            "within the next 90 days",
        ),
    ],
    ids=["result", "channel", "text", "nonexistent time", "past"],
)
def test_invalid_attempt_shows_what_to_do(staff: Client, typed: dict[str, str], error: str) -> None:
    assert error in refused(staff, request_of(), "attempt", **typed)
    assert ContactAttempt.objects.count() == 0


def test_card_of_a_linked_request_applies_if_stricter(staff: Client, nurse: AbstractBaseUser) -> None:
    lenient, strict = request_of(voicemail=True), request_of("Samuel")
    assert "You may leave a message" in page_of(staff, lenient)
    link(lenient, strict, actor=nurse, now=MONDAY)

    assert "Don’t leave a message" in page_of(staff, lenient)


def test_a_changed_number_is_asked_for_the_word_of_the_request(staff: Client) -> None:
    submission = request_of(code_word="bluebird")
    new = {"typed": "732 555 0199", "e164": "+17325550199", "extension": ""}
    amend(submission, {"phone": new, "code_word": "magpie", "wording": "change-2"}, MONDAY)

    html = page_of(staff, Submission.objects.get())

    assert "The number was changed after the request was sent" in html
    assert "Go on only if it’s “bluebird”" in html
    assert "magpie. You asked us to call" not in html


def test_a_changed_address_is_asked_for_the_word_of_the_request(staff: Client) -> None:
    submission = request_of(code_word="bluebird")
    change = {"channel": "email", "email": "someone@example.org", "wording": "change-2"}
    amend(submission, change, MONDAY)

    html = page_of(staff, Submission.objects.get())

    assert "The email address was changed after the request was sent" in html
    assert "Go on only if they answer “bluebird”" in html
    assert "bluebird. " not in html


def _keyed_in(nurse: AbstractBaseUser, **answers: object) -> Submission:
    """Return a request that has just been entered for a caller, and isn't indexed yet."""
    given = ANSWERS | {"name": "Samuel"} | answers
    return key_in(Kind.CALLBACK, given, EnteredAs.PHONE, Flags(), actor=nurse, now=MONDAY)[0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"times": ["afternoon"]}, "Call, afternoons"),
        ({"channel": "email", "email": "s@example.com"}, "Email"),
    ],
)
def test_card_says_what_another_open_request_with_the_number_allows(
    staff: Client, nurse: AbstractBaseUser, answers: dict[str, object], words: str
) -> None:
    other = request_of(**answers)
    index_new(set())
    keyed_in = _keyed_in(nurse)

    html = page_of(staff, keyed_in)
    assert f'change/">{other.reference}</a>,</span> allows less: {words}. If' in html
    link(keyed_in, other, actor=nurse, now=MONDAY)
    assert "allows less" not in page_of(staff, keyed_in)


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ({"times": ["afternoon"]}, {"times": ["afternoon", "morning"]}),
        ({}, {"times": ["any"]}),
        ({"channel": "email", "email": "s@example.com"}, {"times": ["afternoon"]}),
        ({"phone": OTHER_PHONE}, {"times": ["afternoon"]}),
    ],
    ids=["narrower here", "any time", "no call", "another number"],
)
def test_card_names_no_other_request_that_allows_as_much(
    staff: Client, nurse: AbstractBaseUser, own: dict[str, object], others: dict[str, object]
) -> None:
    request_of(**others)
    index_new(set())

    assert "allows less" not in page_of(staff, _keyed_in(nurse, **own))


def test_closed_request_with_the_number_limits_nothing(staff: Client, nurse: AbstractBaseUser) -> None:
    other = request_of(times=["afternoon"])
    index_new(set())
    withdraw(other, MONDAY)

    assert "allows less" not in page_of(staff, _keyed_in(nurse))
