"""What was checked or reviewed too long ago. Time alone brings these, so they are only warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from content import review
from content.faults import line_of, read_text
from content.helplines import CHECKED_WITHIN_DAYS, line_of_helpline
from content.library import Library
from content.lint.finding import Finding

REVIEW_DUE = "content.W001"
LINE_UNCHECKED = "content.W002"


def findings(library: Library, today: dt.date, helplines: Path) -> Iterator[Finding]:
    """Yield pages whose review is near or due, and help lines of the file `helplines` grown stale."""
    for page in library.pages.values():
        if review.is_near(page.head, today):
            due = "was" if review.is_overdue(page.head, today) else "will be"
            what = f"The page {due} due for review on {page.head.next_review:%Y-%m-%d}."
            mend = "Check the page against its sources, then set next_review to a later day."
            line = line_of("next_review", read_text(page.file))
            yield Finding(REVIEW_DUE, page.file, line, what, mend)
    for name, line in library.registers.helplines.lines.items():
        if line.is_stale(today):
            what = f"The help line {name!r} was last checked on {line.checked:%Y-%m-%d}."
            mend = f"Read its source anew, then set checked; {CHECKED_WITHIN_DAYS} days are the longest."
            yield Finding(LINE_UNCHECKED, helplines, line_of_helpline(helplines, name), what, mend)
