"""The sitemap of the pages."""

from __future__ import annotations

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.utils.timezone import localdate

from content import review
from content.changes import latest
from content.library import library
from content.page import Page


class PageSitemap(Sitemap):
    """All pages with the dates of their latest changes."""

    def items(self) -> list[Page]:
        """Return the pages that search engines may index, in a fixed order."""
        today = localdate()
        pages = [page for page in library().pages.values() if not review.is_stale(page.metadata, today)]
        return sorted(pages, key=lambda page: (page.metadata.section, page.metadata.order))

    def location(self, item: Page) -> str:
        """Return the URL path of a page."""
        return item.path

    def lastmod(self, item: Page) -> dt.date | None:
        """Return the date of the page's last review, source check, or change (see `latest`)."""
        return latest(item)
