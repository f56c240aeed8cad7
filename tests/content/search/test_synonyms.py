"""The synonyms file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clinic_site.public.pages import public_pages
from content.errors import ContentError
from content.library import library
from content.search.synonyms import load_synonyms, synonyms
from content.search.words import words_of


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_in_the_synonyms_exists(language: str) -> None:
    assert set(synonyms(language).pages) <= set(library().pages)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_with_a_list_of_what_people_ask_exists(language: str) -> None:
    assert set(synonyms(language).asked) <= set(public_pages())


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_synonym_group_has_at_least_two_words(language: str) -> None:
    assert [group for group in synonyms(language).same if len(group) < 2] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_synonym_is_longer_than_six_words(language: str) -> None:
    assert [
        phrase for group in synonyms(language).same for phrase in group if not 1 <= len(words_of(phrase)) <= 6
    ] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("same:\n  - [911, help]", "line 2: same"),
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


def test_a_language_without_a_file_has_no_synonyms(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]

    assert synonyms("fr").same == ()
