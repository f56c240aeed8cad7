"""What all pages of the consultation have in common: how they fail, and their referrer policy."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.services.requests.drafting import DraftGone
from intake.views.draft_cookie import delete_code
from intake.views.redirects import see_other

log = logging.getLogger(__name__)

_View = Callable[..., HttpResponse]


def consultation_page(view: _View) -> _View:
    """Decorate a view of the consultation, so that it answers even if the draft or the database is gone.

    Its referrer policy lets forms and links say that they come from this site. With `no-referrer`, Firefox
    reports a redirect after them as if the address had been typed (`Sec-Fetch-Site: none`), so that each
    step would be hidden (`intake.views.hidden_answers`), and older browsers send `Origin: null`. Other
    sites get no referrer with either policy.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return page


def _answer(view: _View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except DraftGone:
        return delete_code(request, see_other("expired"))
    except DatabaseError:
        log.exception("draft not reached")
        return render(request, "intake/consultation/unavailable.html", status=503)
