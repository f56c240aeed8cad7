"""How the content engine says that a file is wrong."""

from __future__ import annotations

from pathlib import Path

import pydantic


class ContentError(Exception):
    """A content file cannot be used; the message names file, line and what to mend."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")


def first_fault(error: pydantic.ValidationError) -> tuple[str, str]:
    """Return the key and the plain words of the first fault that pydantic found."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return key, f"{key!r} is not a known key; remove it or mend its spelling"
    return key, f"{key}: {fault['msg']}"


def line_of(key: str, text: str) -> int:
    """Return the line on which a YAML key stands in `text`, 1 when it stands nowhere."""
    name = key.split(".")[0]
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(f"{name}:"):
            return number
    return 1
