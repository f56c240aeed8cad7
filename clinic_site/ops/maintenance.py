"""The maintenance notice, which needs no database."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clinic_site.errors.views import RETRY_AFTER
from clinic_site.public.context import site


class MaintenanceMiddleware:
    """Respond with the notice to everything but static files while MAINTENANCE is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 503 with the notice (RFC 9110, section 15.6.4)."""
        page = render_to_string("503.html", site(request))
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
