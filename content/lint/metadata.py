"""Lint rules: unique titles, status boxes on ketamine pages, and no leftover placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from content.files import line_of, read_text
from content.library import Library
from content.lint.finding import Finding
from content.page import Page

SAME_TITLE = "content.E003"
NO_STATUS = "content.E004"
UNFINISHED = "content.E010"

#: The placeholder of the `new_page` command for text that an editor must write.
PLACEHOLDER = "FILL IN"


def findings(library: Library) -> Iterator[Finding]:
    """Yield duplicate titles, missing status boxes, and leftover placeholders."""
    titles: dict[str, Page] = {}
    for page in library.pages.values():
        first = titles.setdefault(page.metadata.title.casefold(), page)
        if first is not page:
            what = f"The title {page.metadata.title!r} is already used by {first.file}."
            hint = "Give each page a unique title."
            yield Finding(SAME_TITLE, page.file, line_of(page.file, "title"), what, hint)
        if page.metadata.section == "ketamine" and page.status is None:
            what = "A page on ketamine has no status box."
            hint = "Add `status:` to its front matter (see docs/writing.md); begin with what is not approved."
            yield Finding(NO_STATUS, page.file, 1, what, hint)
        yield from _placeholders(page)


def _placeholders(page: Page) -> Iterator[Finding]:
    for number, line in enumerate(read_text(page.file).splitlines(), start=1):
        if PLACEHOLDER in line and not line.startswith("# "):
            what = f"This line still contains {PLACEHOLDER}."
            hint = "Write the text, or remove the line."
            yield Finding(UNFINISHED, page.file, number, what, hint)
