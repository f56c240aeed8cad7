"""Notices that only the clinic can write: a live site has them, and not the box that keeps their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.faults import read_text
from content.library import Library
from content.lint.finding import Finding

OWED = "content.E012"

_BOX = re.compile(r"^:::\s*warning\b.*\bmust stand here\b", re.IGNORECASE)


def findings(library: Library) -> Iterator[Finding]:
    """Yield each box that stands where a notice of the clinic must."""
    for page in library.pages.values():
        for number, line in enumerate(read_text(page.file).splitlines(), start=1):
            if _BOX.search(line):
                what = "A notice of the clinic is missing here."
                mend = "Put the clinic's own notice in its place, or take out the part that does not apply."
                yield Finding(OWED, page.file, number, what, mend)
