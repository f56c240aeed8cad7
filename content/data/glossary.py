"""Technical terms, each with a short meaning that pages show at the first use."""

from __future__ import annotations

import pydantic

from content.data.entries import DataModel


class Term(DataModel):
    """A term. `meaning` is a short noun phrase that fits in parentheses after the term."""

    term: str = pydantic.Field(min_length=1)
    meaning: str = pydantic.Field(min_length=1, max_length=120)

    @pydantic.field_validator("meaning")
    @classmethod
    def _fits_in_parentheses(cls, value: str) -> str:
        if value.endswith("."):
            raise ValueError("write a phrase, without a period at its end")
        return value
