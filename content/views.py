"""The view of a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.clinic.hours import hours_by_day
from clinic_site.core.caching import public_page
from content import review
from content.library import library
from content.page import HOME


@require_safe
@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Render the page with this slug, or where to read it in English if it isn't translated yet."""
    site = library()
    found = site.pages.get(slug)
    if found is None:
        english = library(settings.LANGUAGE_CODE).pages[slug]
        return render(request, "content/only_in_english.html", {"page": english})
    template = "content/home.html" if slug == HOME else "content/article.html"
    today = localdate()
    values = {
        "page": found,
        "related": site.related(found),
        "hub": site.hub_of(found),
        "members": site.members(found),
        "overdue": review.is_overdue(found.metadata, today),
        "stale": review.is_stale(found.metadata, today),
    }
    if slug == HOME:
        values["hours"] = hours_by_day(clinic.current())
    return render(request, template, values)
