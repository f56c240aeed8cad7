"""The one rule by which a page may be kept: public pages say so, everything else is no-store.

Imports nothing of the site, so that every app may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

PUBLIC = "public, max-age=60, stale-while-revalidate=600"


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose answer to GET is the same for everybody within the minute.

    An answer that lacks a part (`request.incomplete`) is kept nowhere.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        whole = response.status_code == 200 and not getattr(request, "incomplete", False)
        if request.method in {"GET", "HEAD"} and whole:
            response.headers["Cache-Control"] = PUBLIC
        return response

    return marked
