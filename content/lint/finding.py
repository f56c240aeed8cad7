"""The result type of the lint rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """A violation of a rule: the rule's id (see docs/writing.md), the location, the error, and the fix."""

    rule: str
    path: Path
    line: int
    what: str
    hint: str
