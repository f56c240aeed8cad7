"""How the content engine says that a file is wrong."""

from __future__ import annotations

from pathlib import Path

import pydantic
import yaml


class ContentError(Exception):
    """A content file cannot be used; the message names file, line and what to mend."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")
        self.what = what


class Fault(Exception):
    """Something a page asks for cannot be given; whoever knows the file and line adds them."""


def first_fault(error: pydantic.ValidationError) -> tuple[str, str]:
    """Return the key and the plain words of the first fault that pydantic found."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return key, f"{key!r} is not a known key; remove it or mend its spelling"
    return key, f"{key}: {fault['msg'].removeprefix('Value error, ')}"


def read_text(path: Path) -> str:
    """Return the text of a content file. Raises ContentError when it is not in UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ContentError(path, 1, "not in UTF-8; save it so") from None


class NoDuplicates(yaml.SafeLoader):
    """YAML in which a key that stands twice is a fault, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: object = None) -> dict:
        """Return the mapping. Raises yaml.YAMLError at a key that stands twice."""
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} stands twice", key.start_mark
                )
        return super().construct_mapping(node, deep=bool(deep))


def yaml_fault(error: yaml.YAMLError, first_line: int) -> tuple[int, str]:
    """Return the line and the plain words of a YAML fault in a text that begins at `first_line`."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid"
    return (mark.line if mark else 0) + first_line, f"not valid YAML: {problem}"


def line_of(key: str, text: str) -> int:
    """Return the line on which a YAML key stands in `text`, 1 when it stands nowhere."""
    name = key.split(".")[0]
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(f"{name}:"):
            return number
    return 1
