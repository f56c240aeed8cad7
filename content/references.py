"""The register of sources that pages cite."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pydantic
import yaml

from content.faults import ContentError, first_fault, line_of


class Reference(pydantic.BaseModel):
    """One source. `verified` says plainly how far its citation was checked."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

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
        if self.url and not self.url.startswith("https://"):
            raise ValueError("the url must begin with https://")
        return self

    @property
    def link(self) -> str:
        """The address of the source; a DOI where there is one."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)


def load_references(path: Path) -> Mapping[str, Reference]:
    """Read the register. Raises ContentError with file and line."""
    text = path.read_text(encoding="utf-8")
    try:
        raw = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(path, mark.line + 1 if mark else 1, "not valid YAML") from None
    references = {}
    for name, values in raw.items():
        try:
            references[name] = Reference.model_validate(values)
        except pydantic.ValidationError as error:
            raise ContentError(path, line_of(name, text), f"{name}: {first_fault(error)[1]}") from None
    return references
