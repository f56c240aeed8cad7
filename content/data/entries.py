"""YAML files of named entries, each validated by a pydantic model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pydantic

from content.data.translations import in_current_language
from content.errors import ContentError, message_for
from content.files import line_at, read_yaml

Entry = TypeVar("Entry", bound="DataModel")


class DataModel(pydantic.BaseModel):
    """Base class for immutable values from data files. Unknown keys are errors."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_mapping(path: Path) -> tuple[dict[str, Any], str]:
    """Return the unvalidated entries of a YAML file by name, and its text. The file is optional.

    Raises ContentError with the file and line.
    """
    raw, text = read_yaml(path)
    raw = raw or {}
    if not isinstance(raw, dict) or not all(isinstance(name, str) for name in raw):
        raise ContentError(
            path, 1, "must contain entries that begin with `id:`, each id in letters and digits"
        )
    return in_current_language(path, raw), text


def load_entries(path: Path, model: type[Entry]) -> dict[str, Entry]:
    """Load a file whose entries are all of one model. Raises ContentError with the file and line."""
    raw, text = read_mapping(path)
    entries = {}
    for name, values in raw.items():
        try:
            entries[name] = model.model_validate(values)
        except pydantic.ValidationError as error:
            line = line_at(text, [name, *error.errors()[0]["loc"]])
            raise ContentError(path, line, f"{name}: {message_for(error)}") from None
    return entries
