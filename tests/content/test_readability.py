"""Sentences, words and syllables are counted as a reader would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.faults import ContentError
from content.readability import grade, load_names, sentences, syllables, words


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
def test_a_text_is_split_where_its_sentences_end(text: str, count: int) -> None:
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
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_numbers_are_words_and_marks_are_not() -> None:
    assert words("It was 10 of 15 – “so” they say.") == ["It", "was", "10", "of", "15", "so", "they", "say"]


def test_the_grade_follows_the_formula() -> None:
    # six words of one syllable in one sentence: 0.39 * 6 + 11.8 * 1 - 15.59
    assert grade(["The cat sat on the mat."], ()).value == pytest.approx(-1.45)


def test_names_count_neither_as_words_nor_with_their_syllables() -> None:
    assert grade(["Ketamine’s cat sat."], {"ketamine"}).words == 2


def test_a_list_of_names_that_is_none_is_refused(write_data: Callable[[str, str], Path]) -> None:
    with pytest.raises(ContentError, match="one word on each line"):
        load_names(write_data("readability.yaml", "names: ketamine"))
