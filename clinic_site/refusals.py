"""Pages for refusals that Django answers with nothing, or with the wrong thing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from clinic_site import errors, refusal_log
from clinic_site.doors.places import is_staff_side

log = logging.getLogger(__name__)


class RefusalsMiddleware:
    """Logs refusals of the staff side, gives a 405 its page, and says 503, not 500, without a database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer; an empty 405 gets a page and keeps the methods that it names."""
        response = self.get_response(request)
        if response.status_code == 403 and is_staff_side(request.path):
            refusal_log.refused("access refused", request)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = errors.not_allowed(request)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that needed the database; leave every other fault to Django."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("page cannot be shown without the database", exc_info=exception)
        return errors.database_away(request)
