"""The addresses of the site, and four more at which something goes wrong inside."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.forbidden"
handler404 = "clinic_site.errors.not_found"
handler500 = "clinic_site.errors.server_error"


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("suspicious/", _raises(SuspiciousOperation("canary"))),
    path("forbidden/", _raises(PermissionDenied("canary"))),
    path("broken/", _raises(RuntimeError("canary"))),
    path("no-database/", _raises(OperationalError("canary"))),
    path("", include("clinic_site.urls")),
]
