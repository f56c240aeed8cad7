"""Addresses of the pages: one for each page in the library, and no other."""

from __future__ import annotations

from django.urls import path

from content import views
from content.library import library

app_name = "content"
urlpatterns = [
    path(page.path.lstrip("/"), views.page, {"slug": page.slug}, name="page")
    for page in library().pages.values()
]
