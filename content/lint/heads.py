"""A page says of itself what it must, once, and nothing is left to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from content.faults import line_of, read_text
from content.library import Library, Page
from content.lint.finding import Finding

SAME_TITLE = "content.E003"
NO_STATUS = "content.E004"
UNFINISHED = "content.E010"

#: What `manage.py new_page` writes where an editor must write.
PLACEHOLDER = "FILL IN"


def findings(library: Library) -> Iterator[Finding]:
    """Yield what is missing or stands twice."""
    titles: dict[str, Page] = {}
    for page in library.pages.values():
        first = titles.setdefault(page.head.title.casefold(), page)
        if first is not page:
            what = f"The title {page.head.title!r} is also that of {first.file}."
            mend = "Give each page a title of its own."
            yield Finding(SAME_TITLE, page.file, _line(page, "title"), what, mend)
        if page.head.section == "ketamine" and page.status is None:
            what = "A page on ketamine has no status box."
            mend = "Add `status:` to its head, as docs/writing.md shows; it says first what is not approved."
            yield Finding(NO_STATUS, page.file, 1, what, mend)
        yield from _left_to_fill_in(page)


def _left_to_fill_in(page: Page) -> Iterator[Finding]:
    for number, line in enumerate(read_text(page.file).splitlines(), start=1):
        if PLACEHOLDER in line and not line.startswith("# "):
            what = f"This line still says {PLACEHOLDER}."
            mend = "Write what belongs there, or take the line out."
            yield Finding(UNFINISHED, page.file, number, what, mend)


def _line(page: Page, key: str) -> int:
    return line_of(key, read_text(page.file))
