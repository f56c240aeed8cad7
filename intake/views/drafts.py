"""Stopping and going on: finish later, leave and delete, come back with the code, and too late."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.same_origin import known_origin_post, same_origin_post
from intake import limits
from intake.crockford import grouped
from intake.forms.resume import WRONG_CODE, ResumeForm
from intake.services import drafting
from intake.views.calm import calm, see_other
from intake.views.draft_cookie import code_of, hand_out, hash_of, take_back

log = logging.getLogger(__name__)

_PAGES = "intake/consultation"
_METHODS = ["GET", "HEAD", "POST"]
TRIES, WINDOW = 20, dt.timedelta(hours=1)


@require_http_methods(_METHODS)
@same_origin_post
@calm
def later(request: HttpRequest) -> HttpResponse:
    """Show the code to write down; then, when asked to, close the form on this device."""
    if request.method == "POST" and request.same_origin:
        return take_back(request, render(request, f"{_PAGES}/closed.html"))
    code = code_of(request)
    context = {"until": drafting.until(code, timezone.now()), "code": grouped(code)}
    return render(request, f"{_PAGES}/later.html", context)


@require_http_methods(_METHODS)
@same_origin_post
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the draft. Where it cannot be, its code is forgotten: then nobody can open it."""
    if request.method != "POST" or not request.same_origin:
        return see_other("consultation")
    deleted = True
    try:
        drafting.discard(hash_of(request))
    except DatabaseError:
        log.exception("draft not deleted")
        deleted = False
    return take_back(request, render(request, f"{_PAGES}/left.html", {"deleted": deleted}))


@require_http_methods(_METHODS)
@known_origin_post  # else another site could have a person write into a form that it can open
@calm
def resume(request: HttpRequest) -> HttpResponse:
    """Open a draft with its code. Every wrong code has the same answer."""
    if request.method != "POST":
        return _resume_page(request, ResumeForm())
    form, now = ResumeForm(request.POST), timezone.now()
    if not request.same_origin:
        return _resume_page(request, form, status=403)
    if not limits.allow("resume", limits.network_of(request), TRIES, WINDOW, now):
        return _resume_page(request, form, status=429)
    if not form.is_valid():
        return _resume_page(request, form, status=422)
    code = form.cleaned_data["code"]
    try:
        drafting.load(code, now)
    except drafting.DraftGone:
        form.add_error("code", WRONG_CODE)
        return _resume_page(request, form, status=422)
    return hand_out(see_other("check"), code)  # which leads to the first question that is open


@require_safe
def expired(request: HttpRequest) -> HttpResponse:
    """Say kindly that there is no form to go on with, and what to do instead."""
    return render(request, f"{_PAGES}/expired.html", status=410)


def _resume_page(request: HttpRequest, form: ResumeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "status": status}
    return render(request, f"{_PAGES}/resume.html", context, status=status)
