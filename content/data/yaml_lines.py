"""Line numbers of values in YAML text, and of those that don't fit their model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pydantic
import yaml

from content.errors import ContentError, StrictLoader, first_error


def line_at(text: str, keys: Sequence[str | int]) -> int:
    """Return the line number of the value at a path of keys, or of the last key that exists."""
    node = yaml.compose(text, Loader=StrictLoader)
    line = 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == key]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            found = [(part, part) for part in node.value[key : key + 1]]
        else:
            found = []
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line


def validation_error(path: Path, text: str, error: pydantic.ValidationError) -> ContentError:
    """Return the first error of a file with this YAML text, with its line and a message for editors."""
    return ContentError(path, line_at(text, error.errors()[0]["loc"]), first_error(error)[1])
