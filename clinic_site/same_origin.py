"""The guard of public forms: a post must come from our own pages.

Public posts carry no authority of the visitor's (no cookie, no login), so there is nothing
to forge; the guard keeps other sites from having their visitors fill our queue. It needs no
cookie and no token in the page, which is what lets pages be kept in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

_View = Callable[..., HttpResponse]

log = logging.getLogger(__name__)


def is_same_origin(request: HttpRequest, *, null_is_ours: bool = True) -> bool:
    """Return whether the browser says that a request comes from this very origin.

    Fetch Metadata (`Sec-Fetch-Site`) decides where it is sent; every current browser sends it
    to https and loopback addresses. Otherwise `Origin` decides. Our `Referrer-Policy:
    no-referrer` makes older browsers send `Origin: null` with their own posts (Fetch standard,
    "append a request Origin header"), so for those null says nothing and they are let in:
    turning away a person with an old phone is worse than a post without a known origin. Where
    that is not so, `null_is_ours` is false, and the page must let browsers name their origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    if origin == "null":
        return null_is_ours
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


def same_origin_post(view: _View) -> _View:
    """Decorate a public view: no CSRF token, and `request.same_origin` says whether to act.

    A refused post is still handed to the view, which shows what was typed with a plain notice
    instead of an error page, and stores nothing.
    """
    return _guarded(view, is_same_origin)


def known_origin_post(view: _View) -> _View:
    """Decorate a public view whose post hands something to the browser, like the code of a draft.

    As `same_origin_post`, but a hidden origin is not let in. The answer's `Referrer-Policy:
    same-origin` has older browsers name our origin with the form of this very page.
    """
    guarded = _guarded(view, partial(is_same_origin, null_is_ours=False))

    @wraps(guarded)
    def naming(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = guarded(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return naming


def _guarded(view: _View, may_act: Callable[[HttpRequest], bool]) -> _View:
    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.same_origin = may_act(request)
        if request.method == "POST" and not request.same_origin:
            log.warning(
                "post from elsewhere refused", extra={"place": getattr(request.resolver_match, "route", "")}
            )
        return view(request, *args, **kwargs)

    guarded.guards_same_origin = True
    return guarded
