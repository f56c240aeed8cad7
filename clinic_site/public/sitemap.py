"""sitemap.xml and robots.txt for the pages of both apps, with URLs from SITE_URL."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import override
from django.views.decorators.http import require_safe

from clinic_site.core.caching import public_page
from clinic_site.core.languages import codes
from clinic_site.public.pages import PublicPage, listed, path_of
from content import review
from content.changes import latest
from content.library import library
from intake.services import faq


class PublicPages(Sitemap):
    """All public pages in every language, except library pages that are overdue for review."""

    i18n = alternates = x_default = len(settings.LANGUAGES) > 1

    def get_urls(self, page: int = 1, site: object = None, protocol: str | None = None) -> list:
        """Return the entries with scheme and host from SITE_URL instead of the request."""
        own = urlsplit(settings.SITE_URL)
        return super().get_urls(page, SimpleNamespace(domain=own.netloc, name=own.netloc), own.scheme)

    def items(self) -> list[PublicPage]:
        """Return the pages, library pages first."""
        today = localdate()
        return [each for each in listed() if not each.page or not review.is_stale(each.page.metadata, today)]

    def get_languages_for_item(self, item: PublicPage) -> list[str]:
        """Return the languages in which a page is written."""
        return [code for code in codes() if item.page is None or item.key in library(code).pages]

    def location(self, item: PublicPage) -> str:
        """Return the path of a page in the current language."""
        return path_of(item.key)

    def lastmod(self, item: PublicPage) -> dt.date | None:
        """Return the date of the last change, or None for forms."""
        if item.page:
            return latest(item.page)
        if item.key != "intake:faq":
            return None
        try:
            changed = faq.last_change()
        except DatabaseError:
            return None  # a sitemap without this date is better than none
        return changed and localtime(changed).date()


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the sitemap."""
    return sitemap_view(request, {"pages": PublicPages}).render()


def _private_paths(language: str) -> list[str]:
    """Return the paths of receipts, requests, and searches in a language."""
    with override(language):
        return [reverse("intake:received_again"), f"{reverse('intake:status')}*/", reverse("search")]


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Return the rules for crawlers, which exclude receipts, searches and the staff side."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {path}" for code in codes() for path in _private_paths(code)),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
