"""Hidden answers on shared devices: a paused form shows no answers until someone asks for them.

A form is paused after 20 minutes without a request, and for someone who comes back by a bookmark, the
history or a typed address. What is posted after a long pause is saved; only showing answers takes a click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.services.requests import drafting
from intake.views.consultation_page import consultation_page
from intake.views.draft_cookie import code_of, cookie_name, hash_of, is_idle, set_code
from intake.views.redirects import see_other
from intake.views.typed_address import forget_on_leaving

_View = Callable[..., HttpResponse]


def hidden_when_idle(view: _View) -> _View:
    """Decorate a view that shows answers: GET redirects to the paused page if they must not be shown."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        code, now = code_of(request), timezone.now()
        if not code:
            return view(request, *args, **kwargs)
        idle = is_idle(request, now)
        if request.method != "POST" and (idle or comes_back(request)):
            return see_other("paused")
        forget_on_leaving(request, hash_of(request))  # deletes the draft
        response = view(request, *args, **kwargs)
        if not idle and cookie_name() not in response.cookies:
            set_code(response, code, now)
        return response

    return wrapped


def comes_back(request: HttpRequest) -> bool:
    """Return whether someone comes by a typed address, a bookmark or the history, or from another site."""
    # "none" stands for the first three (Fetch Metadata).
    return request.headers.get("Sec-Fetch-Site") in {"none", "cross-site", "same-site"}


@require_safe
@consultation_page
def paused(request: HttpRequest) -> HttpResponse:
    """Offer to show the answers or to delete them."""
    drafting.load(code_of(request), timezone.now())
    forget_on_leaving(request, hash_of(request))
    return render(request, "intake/consultation/paused.html", {"draft": hash_of(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@consultation_page
def show(request: HttpRequest) -> HttpResponse:
    """Continue the draft in this browser, because the person asked to see the answers."""
    if request.method != "POST" or not request.same_origin:
        return see_other("paused")
    now = timezone.now()
    drafting.load(code_of(request), now)
    return set_code(see_other("check"), code_of(request), now)  # redirects to the first open question
