"""Lint rule: some page uses each glossary term, so that its meaning is reviewed in context."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.files import line_of
from content.library import Library
from content.lint.finding import Finding

UNUSED_TERM = "content.W003"


def findings(library: Library, glossary: Path) -> Iterator[Finding]:
    """Yield the terms of the file `glossary` that no page explains."""
    explained = {name for page in library.pages.values() for name in page.terms}
    for name in library.data.glossary:
        if name not in explained:
            hint = f"Write [word](glossary:{name}) where a page needs it, or remove it from the file."
            what = f"No page explains the term {name!r}."
            yield Finding(UNUSED_TERM, glossary, line_of(glossary, name), what, hint)
