"""Everyday questions of patients lead to the page that answers them.

The table holds pages that may not be written yet; a question is asked as soon as its page is there.
"""

from __future__ import annotations

import pytest

from clinic_site.search import page_index
from content.library import library
from tests.clinic_site.everyday_questions import MISSPELLED, QUESTIONS

HERE = {page.path for page in library().pages.values()} | {"/questions-to-ask/", "/callback/", "/request/"}
WRITTEN = [(question, path) for question, path in QUESTIONS if path in HERE]


@pytest.mark.parametrize(("question", "path"), WRITTEN)
def test_an_everyday_question_leads_first_to_the_page_that_answers_it(question: str, path: str) -> None:
    assert page_index().search(question)[0].path == path


def test_twenty_questions_and_more_are_asked_once_every_page_is_written() -> None:
    written = len(WRITTEN)

    assert len(QUESTIONS) > 30
    assert written >= 20 or written < len(QUESTIONS)


@pytest.mark.parametrize(("typed", "meant"), MISSPELLED)
def test_a_slip_of_the_finger_is_answered_with_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert meant in page_index().suggestions(typed)
