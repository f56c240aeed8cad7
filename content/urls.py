"""URLs of the pages and of the question sheet."""

from __future__ import annotations

from django.urls import path

from content.library import library
from content.question_sheet.views import question_sheet
from content.views import page as page_view

app_name = "content"
urlpatterns = [
    path("questions-to-ask/", question_sheet, name="question_sheet"),
    *(
        path(page.path.lstrip("/"), page_view, {"slug": page.slug}, name="page")
        for page in library().pages.values()
    ),
]
