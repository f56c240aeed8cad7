"""The one cookie of the public side: the code of a draft, until the browser is closed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from intake.draft_codes import code_hash, normal_code


def cookie_name() -> str:
    """Return the cookie's name; on TLS one that no other host or path can set (RFC 6265bis, 4.1.3)."""
    return "__Host-draft" if settings.ON_TLS else "draft"


def code_of(request: HttpRequest) -> str:
    """Return the code that this browser holds; empty if none."""
    return normal_code(request.COOKIES.get(cookie_name(), ""))


def hash_of(request: HttpRequest) -> str:
    """Return the hash of the code that this browser holds, by which its draft is found."""
    return code_hash(code_of(request))


def hand_out(response: HttpResponse, code: str) -> HttpResponse:
    """Give the code to the browser with `response`, and return it."""
    response.set_cookie(
        cookie_name(), code, path="/", secure=settings.ON_TLS, httponly=True, samesite="Strict"
    )
    return response


def take_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Have a browser that holds a code forget it with `response`, and return that."""
    if cookie_name() in request.COOKIES:
        response.delete_cookie(cookie_name(), path="/", samesite="Strict")
    return response
