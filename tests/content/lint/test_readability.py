"""Counting of sentences, words, and syllables, and the reading grade."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.errors import ContentError
from content.lint.readability import grade, load_names, sentences, syllables, words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("In the U.S. it is so. Yes.", 2),
        ("Dr. Example says so.", 1),
        ("It took 27.5 days.", 1),
        ("“It is.” He went.", 2),
        ("no full stop", 1),
        ("", 0),
    ],
)
def test_text_is_split_into_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("a", 1),
        ("the", 1),
        ("called", 1),
        ("makes", 1),
        ("wanted", 2),
        ("people", 2),
        ("medicine", 3),
        ("ketamine", 3),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_numbers_count_as_words_and_punctuation_does_not() -> None:
    assert words("It was 10 of 15 – “so” they say.") == ["It", "was", "10", "of", "15", "so", "they", "say"]


def test_grade_follows_the_flesch_kincaid_formula() -> None:
    # six words of one syllable in one sentence: 0.39 * 6 + 11.8 * 1 - 15.59
    assert grade(["The cat sat on the mat."], ()).value == pytest.approx(-1.45)


def test_names_are_not_counted() -> None:
    assert grade(["Ketamine’s cat sat."], {"ketamine"}).words == 2


def test_names_that_are_not_a_list_are_refused(write_data: Callable[[str, str], Path]) -> None:
    with pytest.raises(ContentError, match="one word on each line"):
        load_names(write_data("readability.yaml", "names: ketamine"))
