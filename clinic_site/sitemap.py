"""sitemap.xml and robots.txt: the pages of both apps, with addresses from SITE_URL."""

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
from django.views.decorators.http import require_safe

from clinic_site.caching import public_page
from content.sitemaps import PageSitemap
from intake.services import faq


class OwnAddress:
    """Makes a sitemap take scheme and host from SITE_URL, never from the request."""

    def get_urls(self, page: int = 1, site: object = None, protocol: str | None = None) -> list:
        """Return the entries of one page of the sitemap."""
        own = urlsplit(settings.SITE_URL)
        return super().get_urls(page, SimpleNamespace(domain=own.netloc, name=own.netloc), own.scheme)


class ContentPages(OwnAddress, PageSitemap):
    """The educational pages."""


class IntakePages(OwnAddress, Sitemap):
    """The public pages of intake."""

    def items(self) -> list[str]:
        """Return their URL names."""
        forms = ["intake:callback", "intake:consultation", "intake:suitability", "intake:status"]
        return ["intake:faq", *forms, "intake:self_check"]

    def location(self, item: str) -> str:
        """Return the path of one."""
        return reverse(item)

    def lastmod(self, item: str) -> dt.datetime | None:
        """Return when a question was last edited; of a form there is nothing to tell."""
        if item != "intake:faq":
            return None
        try:
            return faq.last_change()
        except DatabaseError:
            return None  # the addresses are worth more than the day


class ContentForms(OwnAddress, Sitemap):
    """The public pages of content that are not in the library."""

    def items(self) -> list[str]:
        """Return their URL names."""
        return ["content:question_sheet"]

    def location(self, item: str) -> str:
        """Return the path of one."""
        return reverse(item)


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap."""
    parts = {"content": ContentPages, "content-forms": ContentForms, "intake": IntakePages}
    return sitemap_view(request, parts).render()


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what crawlers may read: everything but receipts, searches and the staff side."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /callback/received/",
        "Disallow: /request/*/",
        "Disallow: /search/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
