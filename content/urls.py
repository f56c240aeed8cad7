"""URLs of the pages and of the question sheet."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from clinic_site.core.languages import current
from content.library import ROOT, library, translated_routes
from content.question_sheet.views import question_sheet
from content.views import page as page_view


def _current_route(slug: str) -> str:
    """Return the route of a page in the current language, or the English one until it is translated."""
    english = library(settings.LANGUAGE_CODE).pages[slug].route
    return _routes(current()).get(english, english)


@cache
def _routes(language: str) -> dict[str, str]:
    # Every page links to its translations, which must not require rendering them all.
    return translated_routes(ROOT, language)


_route = lazy(_current_route, str)

app_name = "content"
urlpatterns = [
    path(_("questions-to-ask/"), question_sheet, name="question_sheet"),
    *(
        path(_route(slug), page_view, {"slug": slug}, name="page")
        for slug in library(settings.LANGUAGE_CODE).pages
    ),
]
