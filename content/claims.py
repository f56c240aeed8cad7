"""The ledger of claims: what the site says of a treatment, on which grounds, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

import pydantic

from content.entries import Part, load_entries
from content.faults import ContentError, line_of, read_text

Certainty = Literal["high", "moderate", "low", "very low", "none"]


class Claim(Part):
    """One claim. `date` is the day on which it was last held against its sources.

    `certainty` uses the words of GRADE, and `none` where there is no evidence to rate; it is never
    higher than what the sources themselves bear.
    """

    text: str = pydantic.Field(min_length=1)
    references: tuple[str, ...] = pydantic.Field(min_length=1)
    certainty: Certainty
    date: dt.date


def load_claims(path: Path, references: Collection[str]) -> Mapping[str, Claim]:
    """Read the ledger, whose sources must stand in `references`. Raises ContentError with the line."""
    claims = load_entries(path, Claim)
    for name, claim in claims.items():
        for source in claim.references:
            if source not in references:
                line = line_of(name, read_text(path))
                raise ContentError(
                    path, line, f"{name}: rests on {source}, which is not in references.yaml; add it there"
                )
    return claims
