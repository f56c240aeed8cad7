"""The only cookie of the public site: the code of a draft and when it was last used here.

It is a session cookie, like `7K4M….1764288000`. The time distinguishes a person who is filling in the form
from someone who finds it open later on a shared device.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clinic_site.core.numbers import whole_number
from intake.crypto.draft_codes import code_hash, normal_code

IDLE = dt.timedelta(minutes=20)  # after that, answers are shown only on request


def cookie_name() -> str:
    """Return the cookie's name; over TLS, one that no other host or path can set (RFC 6265bis, 4.1.3)."""
    return "__Host-draft" if settings.ON_TLS else "draft"


def code_of(request: HttpRequest) -> str:
    """Return the code in this browser's cookie, or ""."""
    return normal_code(request.COOKIES.get(cookie_name(), "").partition(".")[0])


def hash_of(request: HttpRequest) -> str:
    """Return the hash of the code in this browser's cookie, which identifies the draft."""
    return code_hash(code_of(request))


def is_of_this_draft(request: HttpRequest) -> bool:
    """Return whether a posted page belongs to the draft in this browser. Pages of release 0.1 don't say."""
    return request.POST.get("draft", hash_of(request)) == hash_of(request)


def is_idle(request: HttpRequest, now: dt.datetime) -> bool:
    """Return whether the draft in this browser was last used IDLE ago or earlier, or at an unknown time."""
    used = whole_number(request.COOKIES.get(cookie_name(), "").partition(".")[2])
    return used is None or now.timestamp() - used >= IDLE.total_seconds()


def set_code(response: HttpResponse, code: str, now: dt.datetime) -> HttpResponse:
    """Set the cookie on `response`, as used at `now`, and return the response."""
    value = f"{code}.{int(now.timestamp())}"
    response.set_cookie(
        cookie_name(), value, path="/", secure=settings.ON_TLS, httponly=True, samesite="Strict"
    )
    return response


def delete_code(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Delete the cookie, if there is one, with `response` and return the response."""
    if cookie_name() in request.COOKIES:
        response.delete_cookie(cookie_name(), path="/", samesite="Strict")
    return response
