"""The register of sources that pages cite."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pydantic
import yaml

from content.faults import ContentError, NoDuplicates, first_fault, line_of, read_text, yaml_fault


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
    text = read_text(path)
    try:
        raw = yaml.load(text, Loader=NoDuplicates) or {}  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    if not isinstance(raw, dict) or not all(isinstance(name, str) for name in raw):
        raise ContentError(path, 1, "must be a list of `id:` entries, each id in letters and digits")
    references = {}
    for name, values in raw.items():
        try:
            references[name] = Reference.model_validate(values)
        except pydantic.ValidationError as error:
            raise ContentError(path, line_of(name, text), f"{name}: {first_fault(error)[1]}") from None
    return references
