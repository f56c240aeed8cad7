"""Error handling of the consultation's views: the draft is gone, or the database is unavailable."""

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


def handle_draft_errors(view: _View) -> _View:
    """Decorate a view of the consultation so that neither case causes a server error."""

    @wraps(view)
    def handled(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DraftGone:
            return delete_code(request, see_other("expired"))
        except DatabaseError:
            log.exception("draft not reached")
            return render(request, "intake/consultation/unavailable.html", status=503)

    return handled
