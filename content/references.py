"""The register of sources that pages cite."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pydantic

from content.entries import Part, load_entries

#: What the register says until the names are checked.
UNNAMED = "Authors listed in the article"


class Reference(Part):
    """One source. `verified` says plainly how far its citation was checked."""

    authors: str = pydantic.Field(min_length=1)
    year: int | None = None
    title: str = pydantic.Field(min_length=1)
    journal: str | None = None
    publisher: str | None = None
    doi: str | None = None
    url: str | None = None
    kind: Literal["guideline", "trial", "meta-analysis", "review", "label", "regulator", "web"]
    verified: str = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _can_be_found(self) -> Reference:
        if not self.doi and not self.url:
            raise ValueError("give a doi or a url")
        if self.doi and not self.doi.startswith("10."):
            raise ValueError("a doi begins with 10.; leave out what stands before it")
        if self.url and not self.url.startswith("https://"):
            raise ValueError("the url must begin with https://")
        return self

    @property
    def short(self) -> str:
        """The source in a few words: its authors, or its title while they are not known; its year."""
        who = self.title if self.authors == UNNAMED else self.authors
        return f"{who}, {self.year}" if self.year else who

    @property
    def link(self) -> str:
        """The address of the source; a DOI where there is one."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)


def load_references(path: Path) -> Mapping[str, Reference]:
    """Read the register. Raises ContentError with file and line."""
    return load_entries(path, Reference)
