"""The pages as entries of sitemap.xml."""

from __future__ import annotations

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.utils.timezone import localdate

from content import review
from content.changes import latest
from content.library import Page, library


class PageSitemap(Sitemap):
    """Every page, with the day of its latest change."""

    def items(self) -> list[Page]:
        """Return all pages in a fixed order, but for those that ask not to be found."""
        today = localdate()
        pages = [page for page in library().pages.values() if not review.is_stale(page.head, today)]
        return sorted(pages, key=lambda page: (page.head.section, page.head.order))

    def location(self, item: Page) -> str:
        """Return the path of one page."""
        return item.path

    def lastmod(self, item: Page) -> dt.date | None:
        """Return when it was reviewed, or else when its sources were checked, or changed later."""
        return latest(item)
