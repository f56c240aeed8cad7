"""Error pages. None of them needs a database, and the last of them needs no template."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string

from clinic_site.context import site

RETRY_AFTER = "600"  # seconds
_READ_AT_MOST = 32 * 1024 * 1024  # bytes of a request that is too large
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

log = logging.getLogger(__name__)

_LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Something went wrong</title>'
    "<h1>Something went wrong on our side</h1><p>Please try again in a few minutes. In crisis? "
    'Call or text <a href="tel:988">988</a>; Veterans, then press 1. In danger now: '
    '<a href="tel:911">911</a>.</p></html>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood, or that is larger than we read."""
    if isinstance(exception, _TOO_MUCH):
        _read_to_the_end(request)
        return _page(request, "413.html", 413)
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a staff form whose token has run out."""
    return _page(request, "403.html", 403)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer a method that a page does not know."""
    return _page(request, "405.html", 405)


def database_away(request: HttpRequest) -> HttpResponse:
    """Answer when a page needs a database that cannot be reached (RFC 9110, 15.6.4)."""
    response = _page(request, "503.html", 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for a page that is not here."""
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; never breaks itself."""
    return _page(request, "500.html", 500)


def _read_to_the_end(request: HttpRequest) -> None:
    # A connection that is closed with bytes still on their way is reset, and the person sees an error
    # of their browser instead of our page.
    read = 0
    try:
        while read < _READ_AT_MOST and (chunk := request.read(65_536)):
            read += len(chunk)
    except (OSError, RawPostDataException):
        log.info("request was cut short")


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    # No context processors: they may be what broke.
    try:
        return HttpResponse(render_to_string(template, site(request)), status=status)
    except Exception:
        log.exception("error page cannot be rendered")
        return HttpResponse(_LAST_RESORT, status=status)
