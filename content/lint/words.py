"""A word of the glossary is explained on some page; else nobody has read its meaning in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.faults import line_of, read_text
from content.library import Library
from content.lint.finding import Finding

UNUSED_WORD = "content.W003"


def findings(library: Library, glossary: Path) -> Iterator[Finding]:
    """Yield the words of the file `glossary` that no page explains."""
    explained = {name for page in library.pages.values() for name in page.terms}
    for name in library.registers.glossary:
        if name not in explained:
            mend = f"Write [word](glossary:{name}) where a page needs it, or take it out of the file."
            what = f"No page explains the word {name!r}."
            yield Finding(UNUSED_WORD, glossary, line_of(name, read_text(glossary)), what, mend)
