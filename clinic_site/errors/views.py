"""Error pages. They need no database, and as a last resort no template."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import RawPostDataException
from django.template.loader import render_to_string

from clinic_site.core.languages import current
from clinic_site.core.paths import is_staff_side
from clinic_site.core.session_ending import kept_at
from clinic_site.public.context import site
from clinic_site.public.mistyped_addresses import pages_meant, same_address

RETRY_AFTER = "600"  # seconds
DATABASE_AWAY = (OperationalError, InterfaceError)
_MAX_READ = 32 * 1024 * 1024  # bytes to read of a request that is too large
_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

_STAFF_CSRF = "staff_csrf.html"

log = logging.getLogger(__name__)

# By language, because the catalogs may be what fails.
_LAST_RESORT = {
    "en": '<!doctype html><html lang="en"><meta charset="utf-8"><title>Something went wrong</title>'
    "<h1>Something went wrong on our side</h1><p>Please reload this page in a few minutes. In crisis? "
    'Call or text <a href="tel:988">988</a>; Veterans: call and press 1. In danger now: '
    '<a href="tel:911">911</a>.</p></html>',
    "es": '<!doctype html><html lang="es"><meta charset="utf-8"><title>Algo salió mal</title>'
    "<h1>Algo salió mal de nuestro lado</h1><p>Vuelva a cargar esta página en unos minutos. ¿Está en crisis? "
    'Llame al <a href="tel:988">988</a> y oprima el 2 para español. Si hay peligro ahora: '
    '<a href="tel:911">911</a>.</p></html>',
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Respond to an invalid request (400), or one that is too large (413)."""
    if isinstance(exception, _TOO_LARGE):
        _drain(request)
        return _page(request, "413.html", 413, {"is_upload": request.content_type == "multipart/form-data"})
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Respond to a request that is not allowed."""
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Respond to a staff form with an invalid CSRF token, such as one from before signing in again.

    Another app may keep what was typed. On the public side, every page that accepts a form is exempt from
    CSRF tokens, so this one accepts none.
    """
    if not is_staff_side(request.path):
        return not_allowed(request)
    path = kept_at(request) if request.user.is_authenticated else ""
    return _page(request, _STAFF_CSRF, 403, {"kept_at": path})


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Respond to a method that a page does not support."""
    return _page(request, "405.html", 405)


def database_unavailable(request: HttpRequest) -> HttpResponse:
    """Respond if a page needs a database that is unavailable (RFC 9110, section 15.6.4)."""
    response = _page(request, "503.html", 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Redirect a mistyped address to its page, or respond with the pages that may have been meant."""
    if is_staff_side(request.path):
        return _page(request, "404.html", 404)
    try:
        meant = same_address(request.path)
        pages = [] if meant else pages_meant(request.path)
    except Exception:
        log.exception("no page can be suggested")
        meant, pages = None, []
    if meant:
        query = request.META.get("QUERY_STRING", "")
        with_input = request.method not in {"GET", "HEAD"}  # 308: what was typed is sent again
        return HttpResponsePermanentRedirect(
            f"{meant}?{query}" if query else meant, preserve_request=with_input
        )
    return _page(request, "404.html", 404, {"meant": pages})


def server_error(request: HttpRequest) -> HttpResponse:
    """Respond to an exception. Never raises one.

    If the database is unavailable, reading a staff session fails before a view is chosen, and Django passes
    that exception to no middleware.
    """
    if request.resolver_match is None and isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return database_unavailable(request)
    return _page(request, "500.html", 500)


def _drain(request: HttpRequest) -> None:
    # Closing a connection with unread data resets it, and the browser shows its own error instead of
    # our page.
    read = 0
    try:
        while read < _MAX_READ and (chunk := request.read(65_536)):
            read += len(chunk)
    except (OSError, RawPostDataException):
        log.info("request body was cut short")


def _page(
    request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    # No context processors: they may have caused the error.
    if is_staff_side(request.path) and template != _STAFF_CSRF:
        template, context = "staff_error.html", {"status": status} | (context or {})
    try:
        return HttpResponse(render_to_string(template, site(request) | (context or {})), status=status)
    except Exception:
        log.exception("error page cannot be rendered")
        return HttpResponse(_LAST_RESORT.get(current(), _LAST_RESORT["en"]), status=status)
