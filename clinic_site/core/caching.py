"""Cache control. Views declare public pages cacheable; every other response is `no-store`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

PUBLIC = "public, max-age=60, stale-while-revalidate=600"


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose response to GET is the same for everyone for a minute.

    A response with a part missing (`request.incomplete`) is not cached.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_complete = response.status_code == 200 and not getattr(request, "incomplete", False)
        if request.method in {"GET", "HEAD"} and is_complete:
            response.headers["Cache-Control"] = PUBLIC
        return response

    return wrapped
