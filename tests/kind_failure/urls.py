"""The URLs of the site, plus four that raise exceptions."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic_site import urls as site

handler400 = "clinic_site.errors.views.bad_request"
handler403 = "clinic_site.errors.views.forbidden"
handler404 = "clinic_site.errors.views.not_found"
handler500 = "clinic_site.errors.views.server_error"


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("suspicious/", _raises(SuspiciousOperation("canary"))),
    path("forbidden/", _raises(PermissionDenied("canary"))),
    path("broken/", _raises(RuntimeError("canary"))),
    path("no-database/", _raises(OperationalError("canary"))),
    *site.urlpatterns,
]
