"""Overdue reviews and checks. They become due by time alone, so they are only warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from content import review
from content.data.helplines import CHECKED_WITHIN_DAYS, line_of_helpline
from content.files import line_of
from content.library import Library
from content.lint.finding import Finding

REVIEW_DUE = "content.W001"
LINE_UNCHECKED = "content.W002"


def findings(library: Library, today: dt.date, helplines: Path) -> Iterator[Finding]:
    """Yield pages whose review is due soon or overdue, and stale help lines of the file `helplines`."""
    for page in library.pages.values():
        if review.is_near(page.metadata, today):
            due = "was" if review.is_overdue(page.metadata, today) else "will be"
            what = f"The page {due} due for review on {page.metadata.next_review:%Y-%m-%d}."
            hint = "Check the page against its sources, then set next_review to a later date."
            line = line_of(page.file, "next_review")
            yield Finding(REVIEW_DUE, page.file, line, what, hint)
    for name, line in library.data.helplines.lines.items():
        if line.is_stale(today):
            what = f"The help line {name!r} was last checked on {line.checked:%Y-%m-%d}."
            hint = f"Check its source again at least every {CHECKED_WITHIN_DAYS} days, then update checked."
            yield Finding(LINE_UNCHECKED, helplines, line_of_helpline(helplines, name), what, hint)
