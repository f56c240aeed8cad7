"""Everyday questions of patients lead to the page that answers them."""

from __future__ import annotations

import pytest

from clinic_site.search import page_index
from tests.clinic_site.everyday_questions import MISSPELLED, QUESTIONS


@pytest.mark.parametrize(("question", "path"), QUESTIONS)
def test_an_everyday_question_leads_first_to_the_page_that_answers_it(question: str, path: str) -> None:
    assert page_index().search(question)[0].path == path


def test_more_than_forty_questions_are_asked_each_once() -> None:
    asked = [question for question, _ in QUESTIONS]

    assert len(asked) > 40
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("typed", "meant"), MISSPELLED)
def test_a_slip_of_the_finger_is_answered_with_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert meant in page_index().suggestions(typed)
