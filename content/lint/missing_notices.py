"""Lint rule for live sites: notices that only the clinic can write replace their placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.errors import read_text
from content.library import Library
from content.lint.finding import Finding

MISSING_NOTICE = "content.E012"

_BOX = re.compile(r"^:::\s*warning\b.*\bmust stand here\b", re.IGNORECASE)


def findings(library: Library) -> Iterator[Finding]:
    """Yield the placeholder boxes for notices of the clinic."""
    for page in library.pages.values():
        for number, line in enumerate(read_text(page.file).splitlines(), start=1):
            if _BOX.search(line):
                what = "The clinic's own notice is missing here."
                hint = "Replace the box with the clinic's notice, or remove the part if it does not apply."
                yield Finding(MISSING_NOTICE, page.file, number, what, hint)
