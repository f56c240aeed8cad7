"""The synonyms file."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.errors import ContentError
from content.library import library
from content.search.index import words_of
from content.search.synonyms import load_synonyms, synonyms


def test_every_page_in_the_synonyms_exists() -> None:
    assert set(synonyms().pages) <= set(library().pages)


def test_every_synonym_group_has_at_least_two_words() -> None:
    assert [group for group in synonyms().same if len(group) < 2] == []


def test_no_synonym_is_longer_than_six_words() -> None:
    assert [
        phrase for group in synonyms().same for phrase in group if not 1 <= len(words_of(phrase)) <= 6
    ] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("same:\n  - [911, help]", "line 1: same"),
        ("pagse: {}", "'pagse' is not a known key"),
        ("same: [", "not valid YAML"),
        ("same: []\nsame: []", "same is defined twice"),
    ],
)
def test_synonyms_error_names_the_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=what):
        load_synonyms(path)


def test_empty_file_has_no_synonyms(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text("", encoding="utf-8")

    assert load_synonyms(path).same == ()
