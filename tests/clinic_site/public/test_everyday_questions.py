"""Search finds the page that answers an everyday question."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from clinic_site.public.search import page_index

DATA = yaml.safe_load(Path(__file__).with_name("everyday_questions.yaml").read_text(encoding="utf-8"))
QUESTIONS = [(question, path) for path, questions in DATA["questions"].items() for question in questions]


def is_found(question: str, path: str) -> bool:
    return path in [hit.path for hit in page_index().search(question)][:3]


def test_at_least_95_percent_of_everyday_questions_find_their_page() -> None:
    missed = [(question, path) for question, path in QUESTIONS if not is_found(question, path)]

    assert len(missed) <= 0.05 * len(QUESTIONS), missed


@pytest.mark.parametrize("question", DATA["questions"]["/crisis/"])
def test_every_question_about_a_crisis_finds_help(question: str) -> None:
    assert is_found(question, "/crisis/")


def test_there_are_more_than_eighty_different_questions() -> None:
    asked = [question for question, _ in QUESTIONS]

    assert len(asked) > 80
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("typed", "meant"), DATA["misspelled"].items())
def test_a_misspelled_word_gets_the_intended_word_as_a_suggestion(typed: str, meant: str) -> None:
    assert meant in page_index().suggestions(typed)
