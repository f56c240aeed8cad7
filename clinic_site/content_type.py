"""Content types that Django cannot read, made readable before it sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PlainContentType:
    """Wraps a WSGI application; cuts parameters in the notation of RFC 2231 off a request's Content-Type.

    No browser writes them so. At `charset*=utf-8''%00` Django 5.2 raises while it makes the request,
    before any of its handlers: the answer would be the server's own 500, without page or headers.
    """

    def __init__(self, app: _App) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand the request on."""
        given = environ.get("CONTENT_TYPE") or ""
        if "*" in given:
            environ["CONTENT_TYPE"] = given.partition(";")[0]
        return self.app(environ, start_response)
