"""Normalize Content-Type headers that Django cannot parse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PlainContentType:
    """WSGI middleware that removes RFC 2231 parameters from a request's Content-Type.

    Browsers don't send them. For `charset*=utf-8''%00`, Django 5.2 raises an exception while it creates
    the request, before any of its handlers, so that the server would respond 500 without our headers.
    """

    def __init__(self, app: _App) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on with a normalized Content-Type."""
        content_type = environ.get("CONTENT_TYPE") or ""
        if "*" in content_type:
            environ["CONTENT_TYPE"] = content_type.partition(";")[0]
        return self.app(environ, start_response)
