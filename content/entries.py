"""Registers: YAML files of named entries, each checked by a pydantic model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pydantic
import yaml

from content.faults import ContentError, NoDuplicates, first_fault, read_text, yaml_fault
from content.yaml_lines import line_at

Entry = TypeVar("Entry", bound="Part")


class Part(pydantic.BaseModel):
    """What is written in a data file: known keys only, read once, never changed."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_mapping(path: Path) -> tuple[dict[str, Any], str]:
    """Return the entries of a YAML file by name, unchecked, and its text; none if it is not there.

    Raises ContentError with file and line.
    """
    text = read_text(path) if path.exists() else ""
    try:
        raw = yaml.load(text, Loader=NoDuplicates) or {}  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    if not isinstance(raw, dict) or not all(isinstance(name, str) for name in raw):
        raise ContentError(path, 1, "must be a list of `id:` entries, each id in letters and digits")
    return raw, text


def load_entries(path: Path, model: type[Entry]) -> dict[str, Entry]:
    """Read a register whose entries are all of one kind. Raises ContentError with file and line."""
    raw, text = read_mapping(path)
    entries = {}
    for name, values in raw.items():
        try:
            entries[name] = model.model_validate(values)
        except pydantic.ValidationError as error:
            line = line_at(text, [name, *error.errors()[0]["loc"]])
            raise ContentError(path, line, f"{name}: {first_fault(error)[1]}") from None
    return entries
