"""Calls in Spanish: staff see the language first, and a script as safe as the English one."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields, replace
from string import Formatter
from typing import Any

import pytest
from django.test import Client

from clinic_site import clinic
from intake.enums import Channel, Language
from intake.rules.safety_card import SafetyCard
from intake.staff.call_card.script import ScriptStep, script
from intake.staff.call_card.spoken_words import ENGLISH, SPANISH
from tests.intake.workbench import LIST, page_of, request_of

_ANSWERS = {"name": "Ana", "ask_for": "Rosa", "code_word": "colibrí"}
_CARDS = [
    SafetyCard(channel, voicemail=voicemail, say_clinic_name=named, language=Language.SPANISH)
    for channel, voicemail, named in itertools.product(Channel, (False, True), (False, True))
]


def _placeholders(text: Any) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(text)) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(ENGLISH)])
def test_a_spanish_line_has_the_placeholders_of_the_english_one(name: str) -> None:
    assert _placeholders(getattr(SPANISH, name)) == _placeholders(getattr(ENGLISH, name))


@pytest.mark.parametrize("card", _CARDS)
def test_each_line_to_say_is_in_both_languages(card: SafetyCard) -> None:
    steps = script(card, _ANSWERS, proof="colibrí")

    assert [bool(step.in_theirs) for step in steps] == [bool(step.said) for step in steps]
    assert {step.language for step in steps if step.in_theirs} == {"es"}


@pytest.mark.parametrize("card", _CARDS)
def test_spanish_names_what_english_names_and_nothing_more(card: SafetyCard) -> None:
    name = clinic.current().clinic.name
    for step in script(card, _ANSWERS):
        for known in (name, "Ana", "Rosa", "colibrí", "988", "911"):
            assert (known in step.in_theirs) == (known in step.said), step


@pytest.mark.parametrize("card", [card for card in _CARDS if not card.say_clinic_name])
def test_spanish_never_names_the_clinic_where_the_person_asked_us_not_to(card: SafetyCard) -> None:
    assert clinic.current().clinic.name not in " ".join(_said(script(card, _ANSWERS)))


def test_spanish_says_nothing_about_health_before_the_person_is_reached() -> None:
    everything = " ".join(str(getattr(SPANISH, field.name)) for field in fields(SPANISH)).lower()

    assert not re.search(r"tept|trauma|ketamina|salud|médic|clínica(?!\})|terapia|tratamiento", everything)


def test_crisis_words_lead_to_the_spanish_line() -> None:
    step = next(step for step in script(_CARDS[0], _ANSWERS) if "988" in step.said)

    assert "oprima el 2" in step.in_theirs
    assert "AYUDA" in step.in_theirs


def test_a_call_in_english_has_no_other_words() -> None:
    steps = script(replace(_CARDS[0], language=Language.ENGLISH), _ANSWERS)

    assert _said(steps) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_the_card_shows_the_language_and_both_lines(staff: Client) -> None:
    html = page_of(staff, request_of(language="es", page_language="es"))

    assert "Español" in html
    assert '<q lang="es">Hola, ¿podría hablar con Sam, por favor?</q>' in html
    assert '<q class="meaning">Hello, may I speak with Sam, please?</q>' in html


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(("page", "rows"), [("es", 1), ("en", 0)])
def test_the_queue_shows_the_language_of_the_form_at_once(staff: Client, page: str, rows: int) -> None:
    request_of(**({"page_language": page} if page != "en" else {}))

    assert staff.get(LIST).content.decode().count('<span lang="es">Español</span>') == rows


def _said(steps: list[ScriptStep]) -> list[str]:
    return [step.in_theirs for step in steps if step.in_theirs]
