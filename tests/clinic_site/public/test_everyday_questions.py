"""Search finds the page that answers an everyday question."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils.translation import override

from clinic_site.public.pages import public_pages
from clinic_site.public.search import page_index
from content.search.distress import is_distress
from content.search.synonyms import distress_phrases

SPANISH = yaml.safe_load(Path(__file__).with_name("everyday_questions_es.yaml").read_text(encoding="utf-8"))
DATA = yaml.safe_load(Path(__file__).with_name("everyday_questions.yaml").read_text(encoding="utf-8"))
QUESTIONS = [(question, path) for path, questions in DATA["questions"].items() for question in questions]


def is_found(question: str, path: str) -> bool:
    return path in [hit.path for hit in page_index().search(question, most=3)]


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


def test_at_least_95_percent_of_everyday_questions_in_spanish_find_their_page() -> None:
    with override("es"):
        paths = {key: page.path for key, page in public_pages().items()}
        asked = [
            (question, paths[key])
            for key, questions in SPANISH["questions"].items()
            for question in questions
            if key in paths  # a page that isn't translated yet is not searched
        ]
        missed = [(question, path) for question, path in asked if not is_found(question, path)]

    assert len(asked) > 50
    assert len(missed) <= 0.05 * len(asked), missed


@pytest.mark.parametrize(("language", "data"), [("en", DATA), ("es", SPANISH)])
def test_at_least_95_percent_of_questions_find_one_of_the_pages_that_answer_them(
    language: str, data: dict
) -> None:
    with override(language):
        pages = public_pages()
        asked = {question: {pages[key].path for key in keys} for question, keys in data["any_of"].items()}
        missed = [
            question
            for question, paths in asked.items()
            if paths.isdisjoint(hit.path for hit in page_index().search(question, most=3))
            and not is_distress(question, distress_phrases())  # the results begin with crisis help
        ]

    assert len(asked) == 150
    assert len(missed) <= 0.05 * len(asked), missed


@pytest.mark.parametrize(
    "question",
    [each for data in (DATA, SPANISH) for each, keys in data["any_of"].items() if keys == ["crisis"]],
)
def test_a_question_that_only_crisis_help_answers_is_noticed(question: str) -> None:
    assert is_distress(question, distress_phrases())


@pytest.mark.parametrize(
    "question",
    [
        *("i cant take it with food", "my fault", "wake up sweating", "cuetes", "se corta la llamada"),
        *(
            "does the effect end",
            "how to wake up rested",
            "can i even take it with food",
            "a shot in the neck",
            "what do i want to do",
            "la ketamina ayuda",
            "la mariguana ayuda",
        ),
    ],
)
def test_a_neutral_question_is_not_taken_for_distress(question: str) -> None:
    assert not is_distress(question, distress_phrases())


@pytest.mark.parametrize("question", [*SPANISH["questions"]["crisis"], "me quiero morír", "quiero matarmee"])
def test_distress_in_spanish_is_noticed_in_every_language(question: str) -> None:
    assert is_distress(question, distress_phrases())


@pytest.mark.parametrize(("typed", "meant"), SPANISH["misspelled"].items())
def test_a_misspelled_spanish_word_gets_the_intended_word(typed: str, meant: str) -> None:
    with override("es"):
        assert meant in page_index().suggestions(typed)


def test_a_spanish_word_is_found_with_another_ending() -> None:
    with override("es"):
        assert page_index().search("respirando")
