"""Pages name dangers as their sources do, and no less urgently than they are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings

from content.files import read_text
from content.library import library

PAGES = Path(settings.BASE_DIR) / "content" / "pages"
FILES = sorted(PAGES.rglob("*.md"))
CARE_CARD = re.compile(r"^:::care (\w+)(.*?)^:::$", re.MULTILINE | re.DOTALL)
CHEST_PAIN = re.compile(r"chest pain|dolor (?:de|en el) pecho")
BOTH_LABELS_AT_ONCE = re.compile(r"labels rule (?:it|them) out|etiquetas la descartan", re.IGNORECASE)
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
NUMBER = re.compile(r'href="((?:tel|sms):\+?\d+)"')
NO_SURPRISES = "tel:+18009853059"  # about bills, so not among the help lines
UNTIL = re.compile(r"through December 31, (\d{4})|hasta el 31 de diciembre de (\d{4})")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PAGES)))
def test_chest_pain_is_an_emergency_on_every_card(file: Path) -> None:
    kinds = {kind for kind, text in CARE_CARD.findall(read_text(file)) if CHEST_PAIN.search(text)}

    assert kinds <= {"emergency"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PAGES)))
def test_who_should_not_have_a_drug_is_said_for_the_drug_whose_label_says_it(file: Path) -> None:
    assert not BOTH_LABELS_AT_ONCE.search(read_text(file))


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_is_due_for_review_when_a_rule_that_it_names_ends(language: str) -> None:
    found = [
        (page.metadata.next_review, dt.date(int(year or year_in_spanish), 12, 31))
        for page in library(language).pages.values()
        for year, year_in_spanish in UNTIL.findall(read_text(page.file))
    ]

    assert found
    assert all(due <= end for due, end in found)


@pytest.mark.parametrize(
    ("file", "wording"),
    [
        ("en/help/crisis.md", ("too many pills", "hard to wake", "[[helplines poison-help]]")),
        (
            "es/help/crisis.md",
            ("demasiadas pastillas", "dificultad para despertar", "[[helplines poison-help]]"),
        ),
        ("en/ketamine/ketamine-side-effects.md", ("hard to wake", "coma or death", "may harm the baby")),
        ("es/ketamine/ketamine-side-effects.md", ("para despertar", "coma o a la muerte", "daño al bebé")),
        ("en/ptsd/compare-ptsd-treatments.md", ("don't drive", "shown to prevent suicide", "breastfeed")),
        ("en/ketamine/what-ketamine-feels-like.md", ("hard to wake",)),
        ("es/ketamine/what-ketamine-feels-like.md", ("cuesta despertarle",)),
        ("en/ketamine/ptsd-medication-alternatives.md", ("hard to wake", "breastfeeding")),
        ("es/ketamine/ptsd-medication-alternatives.md", ("para despertar", "lactancia")),
        ("es/ptsd/compare-ptsd-treatments.md", ("no maneje", "prevenga el suicidio", "amamanta")),
    ],
)
def test_page_names_the_danger(file: str, wording: tuple[str, ...]) -> None:
    text = read_text(PAGES / file)

    assert [words for words in wording if words not in text] == []


def test_every_number_in_a_template_is_that_of_a_help_line() -> None:
    lines = library("en").data.helplines.lines.values()
    known = {way.href for line in lines for way in line.numbers} | {NO_SURPRISES}

    assert {number for file in TEMPLATES for number in NUMBER.findall(read_text(file))} <= known
