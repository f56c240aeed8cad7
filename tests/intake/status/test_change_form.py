"""Changing how to be reached: what the new way doesn't need is neither validated nor stored."""

from __future__ import annotations

from typing import Any

import pytest

from intake.forms.status import ChangeForm

PHONE = {"phone": "(732) 555-0142", "when": "any"}
CALLS = {"voicemail": "yes", "ask_for": "S" * 201}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"channel": "text"} | PHONE | CALLS, {"channel", "phone", "times"}),
        (
            {"channel": "email", "email": "sam@example.com", "say_clinic_name": "yes", "code_word": "lantern"}
            | {"phone": "732", "when": "some", "no_ask_for": "on"}
            | CALLS,
            {"channel", "email"},
        ),
        ({"voicemail": "yes"}, {"voicemail"}),
    ],
    ids=["text", "email", "no other channel"],
)
def test_a_change_keeps_what_the_chosen_way_needs(typed: dict[str, Any], kept: set[str]) -> None:
    form = ChangeForm(typed)

    assert form.is_valid(), form.errors
    assert form.answers().keys() - {"wording"} == kept


def test_the_rules_after_a_change_leave_out_what_the_chosen_way_does_not_need() -> None:
    form = ChangeForm({"channel": "text"} | PHONE)

    assert form.is_valid()
    labels = [label for label, _value in form.rules()]
    assert "May we leave a message?" not in labels
    assert "May we say where we’re calling from?" in labels


@pytest.mark.parametrize("name", ["ask_for", "code_word"])
@pytest.mark.parametrize("text", ["\u200b", "\u2800"])
def test_a_name_to_ask_for_or_code_word_that_cannot_be_seen_changes_nothing(name: str, text: str) -> None:
    form = ChangeForm({name: text})

    assert form.errors == {"channel": ["Change at least one answer"]}
