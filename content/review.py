"""Review dates of pages: when a review is due, and what happens when it is overdue."""

from __future__ import annotations

import datetime as dt

from content.markup.frontmatter import Metadata

#: How long before the due date editors see a warning.
NOTICE = dt.timedelta(days=30)
#: How long after the due date search engines may still index the page.
GRACE = dt.timedelta(days=90)


def is_near(metadata: Metadata, today: dt.date) -> bool:
    """Return whether editors should review the page now."""
    return today >= metadata.next_review - NOTICE


def is_overdue(metadata: Metadata, today: dt.date) -> bool:
    """Return whether the page must say that it may be out of date."""
    return today >= metadata.next_review


def is_stale(metadata: Metadata, today: dt.date) -> bool:
    """Return whether search engines should no longer index the page."""
    return today >= metadata.next_review + GRACE
