"""Same-origin check for public forms: a POST must come from our own pages.

Public POST requests carry no credentials (no cookie, no login), so there is no session to abuse; the
check prevents other sites from making their visitors submit our forms. It needs no cookie and no
token in the page, so pages can be cached.
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


def is_same_origin(request: HttpRequest, *, allow_null: bool = True) -> bool:
    """Return whether the browser reports that a request comes from our origin.

    Fetch Metadata (`Sec-Fetch-Site`) decides if it is present; all current browsers send it to https
    and loopback addresses. Otherwise `Origin` decides. Our `Referrer-Policy: no-referrer` makes older
    browsers send `Origin: null` with same-origin POST requests (Fetch standard, "append a request
    Origin header"). `allow_null` accepts them, since rejecting a person with an old phone is worse than
    accepting a request of unknown origin. With `allow_null=False`, the page must send another policy.
    """
    site = request.META.get("HTTP_SEC_FETCH_SITE")  # `request.headers` would read all headers first
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return True
    if origin == "null":
        return allow_null
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


def same_origin_post(view: _View) -> _View:
    """Decorate a public view: exempt it from CSRF checks and set `request.same_origin`.

    A rejected POST is still passed to the view, which shows the form again with a notice and stores
    nothing.
    """
    return _guarded(view, is_same_origin)


def known_origin_post(view: _View) -> _View:
    """Decorate a public view whose POST returns something secret, like the code of a draft.

    Like `same_origin_post`, but `Origin: null` is rejected, so the page with the form must send
    `Referrer-Policy: same-origin`.
    """
    return _guarded(view, partial(is_same_origin, allow_null=False))


def _guarded(view: _View, may_act: Callable[[HttpRequest], bool]) -> _View:
    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.same_origin = may_act(request)
        if request.method == "POST" and not request.same_origin:
            log.warning(
                "post from elsewhere refused", extra={"route": getattr(request.resolver_match, "route", "")}
            )
        return view(request, *args, **kwargs)

    guarded.guards_same_origin = True
    return guarded
