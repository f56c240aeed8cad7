"""Error pages for responses that Django leaves empty or reports with the wrong status."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clinic_site.core.paths import is_staff_side
from clinic_site.errors import security_log, views

log = logging.getLogger(__name__)


class RefusalsMiddleware:
    """Logs 403 responses of the staff side, renders a page for 405, and responds 503 to database errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response; an empty 405 gets a page and keeps its Allow header."""
        response = self.get_response(request)
        if response.status_code == 403 and is_staff_side(request.path):
            security_log.refused("access refused", request)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = views.not_allowed(request)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 503 for a database error, or None to let Django handle other exceptions."""
        if not isinstance(exception, views.DATABASE_AWAY):
            return None
        log.error("page cannot be shown without the database", exc_info=exception)
        return views.database_unavailable(request)
