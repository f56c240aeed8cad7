"""The FDA status for PTSD of each drug that a clinic may offer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pydantic

from content.data.claims import Sourced, check_references
from content.data.entries import load_entries


class Drug(Sourced):
    """A drug. `fda` is one or two sentences, `tag` a few words beside the drug's name.

    `short` is the sentence that stands out on pages about the drug, if there are any.
    """

    fda: str = pydantic.Field(min_length=1)
    short: str = ""
    tag: str = pydantic.Field(min_length=1, max_length=40)


def load_drugs(path: Path, references: Collection[str]) -> Mapping[str, Drug]:
    """Load the drugs, which may cite only `references`. Raises ContentError with the file and line."""
    drugs = load_entries(path, Drug)
    check_references(path, drugs, references)
    return drugs
