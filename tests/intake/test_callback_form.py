from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from intake.enums import Kind
from intake.forms import CallbackForm
from intake.wording import CURRENT

Typed = Callable[..., dict[str, Any]]


def _errors(data: dict[str, Any]) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in CallbackForm(data).errors.items()}


def test_a_first_name_and_a_phone_number_are_enough(typed: Typed) -> None:
    assert _errors(typed()) == {}


def test_an_empty_form_says_what_to_do_about_each_needed_answer() -> None:
    assert _errors({}) == {
        "name": ["Enter your name, or the name we should use"],
        "channel": ["Choose how we should contact you"],
        "adult": ["Choose whether the person who needs help is 18 or older"],
        "consent": ["Tick the box if you agree that we may read this and contact you"],
    }


@pytest.mark.parametrize("channel", ["phone", "text"])
def test_a_call_or_text_needs_a_phone_number(typed: Typed, channel: str) -> None:
    assert _errors(typed(channel=channel, phone="")) == {"phone": ["Enter the phone number to reach you at"]}


def test_an_email_needs_an_address_and_no_phone_number(typed: Typed) -> None:
    assert _errors(typed(channel="email", phone="")) == {"email": ["Enter the e-mail address to write to"]}


def test_a_wrong_phone_number_is_told_once(typed: Typed) -> None:
    assert _errors(typed(phone="12345")) == {"phone": ["Enter a phone number, like 732 555 0142"]}


def test_a_wrong_address_is_told_once(typed: Typed) -> None:
    answers = typed(channel="email", phone="", email="sam at example")

    assert _errors(answers) == {"email": ["Enter an e-mail address, like name@example.com"]}


def test_a_channel_that_is_not_offered_is_refused(typed: Typed) -> None:
    assert _errors(typed(channel="pigeon")) == {"channel": ["Choose how we should contact you"]}


def test_a_message_of_a_thousand_signs_fits_with_any_line_ends(typed: Typed) -> None:
    message = "a\r\n" * 499 + "bc"

    assert _errors(typed(message=message)) == {}


def test_a_longer_message_is_told_the_limit(typed: Typed) -> None:
    errors = _errors(typed(message="a" * 1001))

    assert errors == {"message": ["Your message must be 1,000 characters or less"]}


def test_a_browser_never_cuts_what_is_pasted() -> None:
    assert "maxlength" not in CallbackForm().as_p()


def test_silence_about_messages_and_names_means_no(typed: Typed) -> None:
    data = typed()
    del data["voicemail"], data["say_clinic_name"]
    form = CallbackForm(data)

    assert form.is_valid()
    assert (form.answers()["voicemail"], form.answers()["say_clinic_name"]) == (False, False)


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [([], ["any"]), (["afternoon", "morning"], ["morning", "afternoon"]), (["morning", "any"], ["any"])],
)
def test_times_are_kept_in_the_order_of_the_day(typed: Typed, chosen: list[str], kept: list[str]) -> None:
    form = CallbackForm(typed(times=chosen))

    assert form.is_valid()
    assert form.answers()["times"] == kept


def test_answers_carry_the_version_of_what_was_agreed_to(typed: Typed) -> None:
    form = CallbackForm(typed())

    assert form.is_valid()
    assert form.answers()["wording"] == CURRENT[Kind.CALLBACK].version


def test_a_phone_number_is_kept_as_typed_and_as_dialled(typed: Typed) -> None:
    form = CallbackForm(typed(phone="(732) 555-0142 x7"))

    assert form.is_valid()
    assert form.answers()["phone"] == {
        "typed": "(732) 555-0142 x7",
        "e164": "+17325550142",
        "extension": "7",
    }


def test_the_consent_box_is_not_ticked_for_anybody() -> None:
    assert "checked" not in str(CallbackForm()["consent"])


@pytest.mark.parametrize(("field", "purpose"), [("name", "name"), ("phone", "tel"), ("email", "email")])
def test_a_browser_may_fill_in_personal_details(field: str, purpose: str) -> None:
    assert f'autocomplete="{purpose}"' in str(CallbackForm()[field])


def test_every_question_but_consent_says_why_it_is_asked() -> None:
    questions = CallbackForm.wording.questions
    unexplained = [field.name for field in CallbackForm() if field.name in questions and not field.help_text]

    assert unexplained == ["consent"]


@pytest.mark.parametrize("name", ["\u200b", "\u3164"])
def test_a_name_that_nobody_could_read_out_is_asked_for(typed: Typed, name: str) -> None:
    assert _errors(typed(name=name)) == {"name": ["Enter your name, or the name we should use"]}
