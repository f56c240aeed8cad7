"""The file of synonyms."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.faults import ContentError
from content.library import library
from content.search import words_of
from content.synonyms import load_synonyms, synonyms


def test_every_page_in_the_file_exists() -> None:
    assert set(synonyms().pages) <= set(library().pages)


def test_every_group_has_two_words_or_more() -> None:
    assert [group for group in synonyms().same if len(group) < 2] == []


def test_no_phrase_is_longer_than_search_looks_for() -> None:
    assert [
        phrase for group in synonyms().same for phrase in group if not 1 <= len(words_of(phrase)) <= 6
    ] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("same:\n  - [911, help]", "line 1: same"),
        ("pagse: {}", "'pagse' is not a known key"),
        ("same: [", "not valid YAML"),
        ("same: []\nsame: []", "same stands twice"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=what):
        load_synonyms(path)


def test_an_empty_file_is_no_synonyms(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text("", encoding="utf-8")

    assert load_synonyms(path).same == ()
