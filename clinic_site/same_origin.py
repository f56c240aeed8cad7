"""The guard of public forms: a post must come from our own pages.

Public posts carry no authority of the visitor's (no cookie, no login), so there is nothing
to forge; the guard keeps other sites from having their visitors fill our queue. It needs no
cookie and no token in the page, which is what lets pages be kept in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

_View = Callable[..., HttpResponse]

log = logging.getLogger(__name__)


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether the browser says that a request comes from this very origin.

    Fetch Metadata (`Sec-Fetch-Site`) decides where it is sent; every current browser sends it
    to https and loopback addresses. Otherwise `Origin` decides. Our `Referrer-Policy:
    no-referrer` makes older browsers send `Origin: null` with their own posts (Fetch standard,
    "append a request Origin header"), so for those null says nothing and they are let in:
    turning away a person with an old phone is worse than a post without a known origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return True
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


def same_origin_post(view: _View) -> _View:
    """Decorate a public view: no CSRF token, and `request.same_origin` says whether to act.

    A refused post is still handed to the view, which shows what was typed with a plain notice
    instead of an error page, and stores nothing.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.same_origin = is_same_origin(request)
        if request.method == "POST" and not request.same_origin:
            log.warning(
                "post from elsewhere refused", extra={"place": getattr(request.resolver_match, "route", "")}
            )
        return view(request, *args, **kwargs)

    guarded.guards_same_origin = True
    return guarded
