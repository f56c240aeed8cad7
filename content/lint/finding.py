"""What the lint says of a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One fault: `rule` as in docs/writing.md, where it stands, what is wrong and how to mend it."""

    rule: str
    path: Path
    line: int
    what: str
    mend: str
