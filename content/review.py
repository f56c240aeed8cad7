"""When a page must be looked at again, and what is said once that day has passed."""

from __future__ import annotations

import datetime as dt

from content.frontmatter import Head

#: Editors are told this many days before the review is due.
NOTICE = dt.timedelta(days=30)
#: Search engines are asked to leave the page out this many days after it was due.
GRACE = dt.timedelta(days=90)


def is_near(head: Head, today: dt.date) -> bool:
    """Tell whether editors should look at the page now."""
    return today >= head.next_review - NOTICE


def is_overdue(head: Head, today: dt.date) -> bool:
    """Tell whether readers must be told that the page may be out of date."""
    return today >= head.next_review


def is_stale(head: Head, today: dt.date) -> bool:
    """Tell whether the page should no longer be found by searching."""
    return today >= head.next_review + GRACE
