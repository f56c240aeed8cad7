"""Hard words, each with a short meaning that a page shows where the word first stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pydantic

from content.entries import Part, load_entries


class Term(Part):
    """A word and its meaning: a short noun phrase that fits in parentheses after the word."""

    term: str = pydantic.Field(min_length=1)
    meaning: str = pydantic.Field(min_length=1, max_length=120)

    @pydantic.field_validator("meaning")
    @classmethod
    def _fits_in_parentheses(cls, value: str) -> str:
        if value.endswith("."):
            raise ValueError("write a phrase, without a full stop at its end")
        return value


def load_glossary(path: Path) -> Mapping[str, Term]:
    """Read the glossary. Raises ContentError with file and line."""
    return load_entries(path, Term)
