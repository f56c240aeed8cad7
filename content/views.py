"""Showing a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from clinic_site.caching import public_page
from content import review
from content.library import HOME, library


@require_safe
@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one page of the library."""
    shelf = library()
    found = shelf.pages[slug]
    template = "content/home.html" if slug == HOME else "content/article.html"
    today = localdate()
    values = {
        "page": found,
        "related": shelf.related(found),
        "hub": shelf.hub_of(found),
        "members": shelf.members(found),
        "overdue": review.is_overdue(found.head, today),
        "stale": review.is_stale(found.head, today),
    }
    return render(request, template, values)
