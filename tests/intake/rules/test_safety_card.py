from __future__ import annotations

import datetime as dt

import pytest

from intake.enums import CallTime, Channel, Language
from intake.rules.safety_card import WINDOWS, SafetyCard

ANSWERS = {"channel": "phone", "times": ["any"], "voicemail": False, "say_clinic_name": False}


def test_answers_of_the_first_form_get_the_stricter_rules() -> None:
    card = SafetyCard.from_answers(ANSWERS)

    assert card == SafetyCard(Channel.PHONE)


def test_the_card_contains_no_name_number_or_code_word() -> None:
    card = SafetyCard.from_answers(ANSWERS | {"ask_for": "Robin", "code_word": "bluebird"})

    assert (card.asks_for, card.code_word) == (True, True)
    assert not any(word in repr(card) for word in ("Robin", "bluebird"))


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        (SafetyCard(Channel.PHONE), "We won’t leave a message. If no one answers, we’ll call back."),
        (SafetyCard(Channel.PHONE, voicemail=True), "We may leave a short message."),
        (SafetyCard(Channel.PHONE), "We won’t say the clinic’s name to anyone else."),
        (SafetyCard(Channel.PHONE, say_clinic_name=True), "We may say the clinic’s name."),
        (SafetyCard(Channel.PHONE, asks_for=True), "We’ll ask for the person you named."),
        (SafetyCard(Channel.PHONE, code_word=True), "We’ll say your code word first, so you know it’s us."),
        (SafetyCard(Channel.TEXT), "We’ll text the number you gave. We won’t call first."),
        (SafetyCard(Channel.EMAIL), "We’ll write to the email address you gave. We won’t call."),
        (SafetyCard(Channel.PHONE, language=Language.SPANISH), "You’d like to speak Spanish."),
        (SafetyCard(Channel.PHONE, language=Language.INTERPRETER), "You asked for an interpreter."),
        (
            SafetyCard(Channel.PHONE, (CallTime.MORNING, CallTime.AFTERNOON)),
            "We’ll try at these times: morning, before 11 a.m.; afternoon, after 2 p.m.",
        ),
    ],
)
def test_a_rule_is_stated_in_plain_language(card: SafetyCard, sentence: str) -> None:
    assert sentence in card.sentences()


@pytest.mark.parametrize("voicemail", [False, True])
def test_a_person_who_wants_a_text_reads_nothing_about_voicemail(*, voicemail: bool) -> None:
    sentences = SafetyCard(Channel.TEXT, voicemail=voicemail).sentences()

    assert not [sentence for sentence in sentences if "message" in sentence or "call back" in sentence]


@pytest.mark.parametrize(
    ("times", "clock", "allowed"),
    [
        ((CallTime.ANY,), dt.time(9), True),
        ((CallTime.MORNING,), dt.time(10, 59), True),
        ((CallTime.MORNING,), dt.time(11), False),
        ((CallTime.MIDDAY,), dt.time(11), True),
        ((CallTime.MIDDAY, CallTime.AFTERNOON), dt.time(14), True),
        ((CallTime.AFTERNOON,), dt.time(13, 59), False),
    ],
)
def test_a_call_is_allowed_only_at_the_times_given(
    times: tuple[CallTime, ...], clock: dt.time, *, allowed: bool
) -> None:
    assert SafetyCard(Channel.PHONE, times).allows_at(clock) is allowed


def test_the_label_of_each_time_states_its_hours() -> None:
    hours = {time: [str(edge.hour % 12 or 12) for edge in WINDOWS[time]] for time in WINDOWS}

    assert hours[CallTime.MORNING][1] in str(CallTime.MORNING.label)
    assert all(hour in str(CallTime.MIDDAY.label) for hour in hours[CallTime.MIDDAY])
    assert hours[CallTime.AFTERNOON][0] in str(CallTime.AFTERNOON.label)
