"""URLs of the pages and of the question sheet."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from content.library import library
from content.question_sheet.views import question_sheet
from content.views import page as page_view


def _route_now(slug: str) -> str:
    """Return the route of a page in the current language, or the English one until it is translated."""
    page = library().pages.get(slug) or library(settings.LANGUAGE_CODE).pages[slug]
    return page.route


_route = lazy(_route_now, str)

app_name = "content"
urlpatterns = [
    path(_("questions-to-ask/"), question_sheet, name="question_sheet"),
    *(
        path(_route(slug), page_view, {"slug": slug}, name="page")
        for slug in library(settings.LANGUAGE_CODE).pages
    ),
]
