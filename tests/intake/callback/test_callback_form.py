from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from clinic_site.clinic import Clinic
from intake.enums import Kind
from intake.forms.callback import CallbackForm
from intake.questions import CURRENT
from intake.rules.open_times import hours_in_words

Typed = Callable[..., dict[str, Any]]
NOT_BOTH = "Choose either any time or certain times, not both"
SHIPPED = Path(__file__).resolve().parents[3] / "clinic_site" / "clinic" / "clinic.toml"


def _errors(data: dict[str, Any]) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in CallbackForm(data).errors.items()}


def test_a_first_name_and_a_phone_number_are_enough(typed: Typed) -> None:
    assert _errors(typed()) == {}


def test_an_empty_form_shows_an_error_for_each_required_answer() -> None:
    assert _errors({}) == {
        "name": ["Enter your name, or the name we should use"],
        "phone": ["Enter the phone number to reach you at"],
        "when": ["Choose when we may contact you"],
        "adult": ["Choose whether the person who needs help is 18 or older"],
        "consent": ["Check the box if you agree that we may read this and contact you"],
    }


@pytest.mark.parametrize("channel", ["phone", "text"])
def test_a_call_or_text_needs_a_phone_number(typed: Typed, channel: str) -> None:
    assert _errors(typed(channel=channel, phone="")) == {"phone": ["Enter the phone number to reach you at"]}


def test_an_email_needs_an_address_and_no_phone_number(typed: Typed) -> None:
    assert _errors(typed(channel="email", phone="")) == {"email": ["Enter the email address to write to"]}


def test_an_invalid_phone_number_has_one_error(typed: Typed) -> None:
    assert _errors(typed(phone="12345")) == {"phone": ["Enter a phone number, like 732-555-0142"]}


@pytest.mark.parametrize("email", ["sam at example", "sam@example.com\u2028Sam", "sam@example•.com"])
def test_an_invalid_email_address_has_one_error(typed: Typed, email: str) -> None:
    answers = typed(channel="email", phone="", email=email)

    assert _errors(answers) == {"email": ["Enter an email address, like name@example.com"]}


def test_an_unknown_channel_is_rejected(typed: Typed) -> None:
    assert _errors(typed(channel="pigeon")) == {"channel": ["Choose how we should contact you"]}


def test_a_message_of_1000_characters_is_accepted_with_crlf_line_endings(typed: Typed) -> None:
    message = "a\r\n" * 499 + "bc"

    assert _errors(typed(message=message)) == {}


def test_the_error_for_a_longer_message_names_the_limit_and_its_length(typed: Typed) -> None:
    [error] = _errors(typed(message="a\r\n" * 600))["message"]

    assert "1,000" in error
    assert "1199" in error


def test_browsers_do_not_truncate_pasted_text() -> None:
    assert "maxlength" not in CallbackForm().as_p()


def test_unanswered_safety_questions_mean_no(typed: Typed) -> None:
    data = typed()
    del data["voicemail"], data["say_clinic_name"]
    form = CallbackForm(data)

    assert form.is_valid()
    assert (form.answers()["voicemail"], form.answers()["say_clinic_name"]) == (False, False)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"when": "any", "times": []}, ["any"]),
        ({"when": "some", "times": ["afternoon", "morning"]}, ["morning", "afternoon"]),
        ({"when": "", "times": ["midday"]}, ["midday"]),
        ({"when": "", "times": ["any"]}, ["any"]),
    ],
)
def test_times_are_sorted_by_time_of_day(typed: Typed, answer: dict[str, Any], kept: list[str]) -> None:
    form = CallbackForm(typed(**answer))

    assert form.is_valid()
    assert form.answers()["times"] == kept


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        (
            {"when": "any", "times": ["morning"]},
            {"times": [NOT_BOTH]},
        ),
        (
            {"when": "", "times": ["morning", "any"]},
            {"times": [NOT_BOTH]},
        ),
        ({"when": "some", "times": []}, {"times": ["Choose at least one time"]}),
        ({"when": "", "times": []}, {"when": ["Choose when we may contact you"]}),
    ],
)
def test_a_contradiction_or_silence_about_times_is_asked_about(
    typed: Typed, answer: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    assert _errors(typed(**answer)) == errors


@pytest.mark.parametrize(
    "unneeded",
    [
        {"channel": "email", "email": "sam@example.com", "phone": "732", "when": "", "times": ["never"]},
        {"channel": "email", "email": "sam@example.com", "phone": "732 555 0142", "ask_for": "x" * 201},
        {"channel": "email", "email": "sam@example.com", "say_clinic_name": "yes", "code_word": "x" * 61},
        {"channel": "text", "ask_for": "Kim", "voicemail": "yes"},
        {"channel": "phone", "email": "sam@"},
        {"language": "en", "which_language": "Farsi" * 20},
        {"for_whom": "me", "relation": "friend"},
    ],
)
def test_what_the_chosen_way_does_not_need_is_neither_validated_nor_stored(
    typed: Typed, unneeded: dict[str, Any]
) -> None:
    form = CallbackForm(typed(**unneeded))

    assert form.errors == {}
    answers, channel = form.answers(), unneeded.get("channel")
    assert (answers["ask_for"], answers["voicemail"], answers["relation"]) == ("", False, "")
    assert (answers["say_clinic_name"], answers["code_word"]) == (False, "")
    assert bool(answers["phone"]) == (channel != "email")
    assert bool(answers["email"]) == (channel == "email")
    assert answers["times"] == ([] if channel == "email" else ["morning"])


def test_an_email_address_without_a_channel_or_number_is_asked_about(typed: Typed) -> None:
    errors = _errors(typed(channel="", phone="", email="sam@example.com"))

    assert errors == {"channel": ["Choose how we should contact you"]}


def test_an_answer_about_someone_else_means_that_it_is_for_them(typed: Typed) -> None:
    form = CallbackForm(typed(person_knows="no"))

    assert form.is_valid()
    assert (form.answers()["for_whom"], form.answers()["relation"]) == ("someone", "")


def test_only_times_at_which_the_clinic_is_open_are_offered(tmp_path: Path) -> None:
    facts = Path("tests/clinic.toml").read_text(encoding="utf-8").partition("[opening_hours]")[0]
    late = tmp_path / "clinic.toml"
    late.write_text(f'{facts}[opening_hours]\nmonday = ["12:00-18:30"]\n', encoding="utf-8")

    with override_settings(CLINIC_FILE=late):
        fields = CallbackForm().fields
        when, times = list(fields["when"].choices), list(fields["times"].choices)
        note = str(fields["times"].help_text)

    assert times == [("midday", "Midday, noon to 2 p.m."), ("afternoon", "Afternoon, 2 p.m. to 6:30 p.m.")]
    assert ("any", "Any time you’re open (Monday, noon to 6:30 p.m.)") in when
    assert note.startswith("Eastern Time.")


def _open_on(hours: dict[str, list[str]]) -> Clinic:
    facts = {"name": "Example", "time_zone": "America/New_York"}
    return Clinic.model_validate({"clinic": facts, "opening_hours": hours})


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("monday tuesday wednesday thursday friday", "Monday to Friday, 9 a.m. to 5 p.m."),
        ("monday tuesday", "Monday and Tuesday, 9 a.m. to 5 p.m."),
        ("monday tuesday thursday", "Monday, Tuesday and Thursday, 9 a.m. to 5 p.m."),
    ],
)
def test_days_with_the_same_hours_are_named_together(days: str, words: str) -> None:
    assert hours_in_words(_open_on({day: ["09:00-17:00"] for day in days.split()})) == words


def test_days_with_other_hours_follow() -> None:
    hours = {"monday": ["09:00-17:00"], "tuesday": ["09:00-12:00", "13:00-18:00"], "friday": ["09:00-17:00"]}

    assert hours_in_words(_open_on(hours)) == (
        "Monday and Friday, 9 a.m. to 5 p.m.; Tuesday, 9 a.m. to 6 p.m."
    )


def test_without_known_hours_every_part_of_the_day_is_offered() -> None:
    with override_settings(CLINIC_FILE=SHIPPED):
        fields = CallbackForm().fields
        when, times = list(fields["when"].choices), list(fields["times"].choices)

    assert [value for value, _ in times] == ["morning", "midday", "afternoon"]
    assert ("any", "Any time you’re open") in when


def test_nothing_is_chosen_for_the_person_about_when_we_may_call() -> None:
    form = CallbackForm()

    assert "checked" not in f"{form['when']}{form['times']}{form['adult']}{form['channel']}{form['for_whom']}"


def test_answers_include_the_version_of_the_questions(typed: Typed) -> None:
    form = CallbackForm(typed())

    assert form.is_valid()
    assert form.answers()["wording"] == CURRENT[Kind.CALLBACK].version


def test_a_phone_number_is_stored_as_typed_and_in_e164_format(typed: Typed) -> None:
    form = CallbackForm(typed(phone="(732) 555-0142 x7"))

    assert form.is_valid()
    assert form.answers()["phone"] == {
        "typed": "(732) 555-0142 x7",
        "e164": "+17325550142",
        "extension": "7",
    }


def test_the_consent_box_is_not_prechecked() -> None:
    assert "checked" not in str(CallbackForm()["consent"])


@pytest.mark.parametrize(("field", "purpose"), [("name", "name"), ("phone", "tel"), ("email", "email")])
def test_a_script_may_let_the_browser_fill_in_personal_details(field: str, purpose: str) -> None:
    assert f'autocomplete="off" data-autocomplete="{purpose}"' in str(CallbackForm()[field])


@pytest.mark.parametrize("name", ["\u200b", "\u3164"])
def test_a_name_without_visible_characters_is_rejected(typed: Typed, name: str) -> None:
    assert _errors(typed(name=name)) == {"name": ["Enter your name, or the name we should use"]}


@pytest.mark.parametrize("text", ["\u200b", "\u2800"])
def test_a_name_to_ask_for_or_code_word_that_cannot_be_seen_is_blank(typed: Typed, text: str) -> None:
    form = CallbackForm(typed(ask_for=text, code_word=text))

    assert form.is_valid(), form.errors
    assert (form.answers()["ask_for"], form.answers()["code_word"]) == ("", "")
