"""Addresses of content: one for each page in the library, and the sheet of questions."""

from __future__ import annotations

from django.urls import path

from content import sheet_views, views
from content.library import library

app_name = "content"
urlpatterns = [
    path("questions-to-ask/", sheet_views.question_sheet, name="question_sheet"),
    *(
        path(page.path.lstrip("/"), views.page, {"slug": page.slug}, name="page")
        for page in library().pages.values()
    ),
]
