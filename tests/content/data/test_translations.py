"""Data files in other languages: words are translated, numbers and sources stay in the original."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django.fixtures import Settings

from content.data.entries import load_entries
from content.data.glossary import Term
from content.errors import ContentError

_ENGLISH = (
    "infusion:\n  term: infusion\n  meaning: a slow drip\nsynapse:\n  term: synapse\n  meaning: a link\n"
)


@pytest.fixture(autouse=True)
def two_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def glossary(root: Path, write_data: Callable[[str, str], Path]) -> Path:
    (root / "data" / "es").mkdir()
    return write_data("glossary.yaml", _ENGLISH)


def test_translated_words_replace_the_original(
    glossary: Path, write_data: Callable[[str, str], Path]
) -> None:
    write_data("es/glossary.yaml", "infusion: {term: infusión, meaning: un goteo lento}\n")

    with override("es"):
        terms = load_entries(glossary, Term)

    assert (terms["infusion"].term, terms["infusion"].meaning) == ("infusión", "un goteo lento")
    assert terms["synapse"].term == "synapse"


def test_the_original_is_used_in_english(glossary: Path, write_data: Callable[[str, str], Path]) -> None:
    write_data("es/glossary.yaml", "infusion: {term: infusión}\n")

    assert load_entries(glossary, Term)["infusion"].term == "infusion"


def test_translation_of_an_unknown_key_is_an_error_with_a_suggestion(
    glossary: Path, write_data: Callable[[str, str], Path]
) -> None:
    file = write_data("es/glossary.yaml", "infusoin: {term: infusión}\n")

    with override("es"), pytest.raises(ContentError) as error:
        load_entries(glossary, Term)

    assert str(error.value) == f"{file}, line 1: infusoin is not in the original; did you mean infusion?"
