"""Changing how to be reached: what the new way doesn't need is neither validated nor stored."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings

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
    assert "May we name the clinic?" in labels


@pytest.mark.parametrize("name", ["ask_for", "code_word"])
@pytest.mark.parametrize("text", ["\u200b", "\u2800"])
def test_a_name_to_ask_for_or_code_word_that_cannot_be_seen_changes_nothing(name: str, text: str) -> None:
    form = ChangeForm({name: text})

    assert form.errors == {"channel": ["Change at least one answer"]}


@pytest.mark.parametrize("channel", ["phone", "text", "email"])
def test_the_page_hides_exactly_what_does_not_count_for_the_chosen_way(channel: str) -> None:
    typed = {"email": "sam@example.com", "phone": "732 555 0142", "when": "some", "times": ["midday"]}
    typed |= {"voicemail": "yes", "say_clinic_name": "yes", "channel": channel}
    changed, removed = {"ask_for": "Sam", "code_word": "lantern"}, {"no_ask_for": "on", "no_code_word": "on"}
    forms = [ChangeForm(typed | more) for more in (changed, removed)]
    assert all(form.is_valid() for form in forms)
    dropped = {
        name for form in forms for name in form.data if form.cleaned_data[name] in (None, [], "", False)
    }

    assert _hidden_for(channel) == dropped


def _hidden_for(channel: str) -> set[str]:
    """Return the names of the fields that the style sheet hides from a person who chose a channel."""
    sheet = (settings.BASE_DIR / "static/css/components/field.css").read_text(encoding="utf-8")
    rules = re.findall(r"[^{}]+(?= \{ display: none; \})", sheet)
    selectors = [selector for rule in rules for selector in rule.split(",\n")]
    chosen = [each for each in selectors if ".change-form" in each and f'[value="{channel}"]' in each]
    return {name for each in chosen for name in re.findall(r'\[name="(\w+)"\]', each.rpartition(".field")[2])}
