"""Claims about treatments, each with its sources and the certainty of the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypeVar

import pydantic
from django.utils.translation import pgettext_lazy

from content.data.entries import DataModel, load_entries
from content.errors import ContentError
from content.files import line_of

Certainty = Literal["high", "moderate", "low", "very low", "none"]
#: How a page says each certainty.
CERTAINTY_WORDS = {
    "high": pgettext_lazy("certainty", "high"),
    "moderate": pgettext_lazy("certainty", "moderate"),
    "low": pgettext_lazy("certainty", "low"),
    "very low": pgettext_lazy("certainty", "very low"),
    "none": pgettext_lazy("certainty", "none"),
}


class Sourced(DataModel):
    """An entry that is based on sources."""

    references: tuple[str, ...] = pydantic.Field(min_length=1)


_Sourced = TypeVar("_Sourced", bound=Sourced)


class Claim(Sourced):
    """A claim. `date` is when it was last checked against its sources.

    `certainty` is a GRADE rating, or `none` if there is no evidence to rate. It is never higher than
    the rating of the sources.
    """

    text: str = pydantic.Field(min_length=1)
    certainty: Certainty
    date: dt.date


def load_sourced(path: Path, model: type[_Sourced], references: Collection[str]) -> dict[str, _Sourced]:
    """Load a file of entries that may be based only on `references`. Raises ContentError."""
    entries = load_entries(path, model)
    for name, entry in entries.items():
        for source in entry.references:
            if source not in references:
                what = f"{name}: is based on {source}, which is not in references.yaml; add it there"
                raise ContentError(path, line_of(path, name), what)
    return entries
