"""The one rule by which a page may be kept: public pages say so, everything else is no-store.

Imports nothing of the site, so that every app may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

PUBLIC = "public, max-age=60, stale-while-revalidate=600"


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose answer to GET is the same for everybody within the minute."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and response.status_code == 200:
            response.headers["Cache-Control"] = PUBLIC
        return response

    return marked
