"""Drafts: finish later, leave and delete, resume with the code, and expired drafts."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.crockford import grouped
from clinic_site.core.same_origin import known_origin_post, same_origin_post
from intake.forms.resume import WRONG_CODE, ResumeForm
from intake.services.requests import drafting
from intake.services.requests.sent_forms import mark_sent
from intake.spam import limits
from intake.spam.networks import address_of
from intake.views.consultation_page import consultation_page
from intake.views.draft_cookie import code_of, delete_code, hash_of, is_of_this_draft, set_code
from intake.views.hidden_answers import hidden_when_idle
from intake.views.redirects import see_other
from intake.views.typed_address import keep_in_other_languages, to_typed, typed_in

log = logging.getLogger(__name__)

_PAGES = "intake/consultation"
_METHODS = ["GET", "HEAD", "POST"]
_RESUME, _NOT_OPENED, _TOO_OFTEN = "resume", "not opened", "opened too often"
TRIES, WINDOW = 20, dt.timedelta(hours=1)  # wrong codes of one address


@require_http_methods(_METHODS)
@same_origin_post
@consultation_page
@hidden_when_idle
def later(request: HttpRequest) -> HttpResponse:
    """Show the code to write down; on POST, close the form on this device."""
    if request.method == "POST" and request.same_origin:
        response = see_other("closed")
        return delete_code(request, response) if is_of_this_draft(request) else response
    code = code_of(request)
    context = {
        "until": drafting.until(code, timezone.now()),
        "code": grouped(code),
        "draft": hash_of(request),
    }
    return render(request, f"{_PAGES}/later.html", context)


@require_http_methods(_METHODS)
@same_origin_post
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the draft of the page, and its code from the browser even if deleting the draft fails.

    A different draft, which another tab has opened in the meantime, stays.
    """
    if request.method != "POST" or not request.same_origin:
        return see_other("consultation")
    deleted = True
    try:
        drafting.discard(request.POST.get("draft") or hash_of(request))
    except DatabaseError:
        log.exception("draft not deleted")
        deleted = False
    response = see_other("left" if deleted else "left_open")
    return delete_code(request, response) if is_of_this_draft(request) else response


@require_safe
def left(request: HttpRequest, *, deleted: bool) -> HttpResponse:
    """Say that the draft was deleted, or that this browser can't open it anymore."""
    return render(request, f"{_PAGES}/left.html", {"deleted": deleted})


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the form is closed on this device, and how to go on with it."""
    return render(request, f"{_PAGES}/closed.html")


@require_http_methods(_METHODS)
@known_origin_post  # otherwise another site could make a person fill in a draft whose code it knows
@consultation_page
def resume(request: HttpRequest) -> HttpResponse:
    """Open a draft with its code. Every wrong code gets the same answer, until there are too many."""
    if request.method != "POST":
        return _resume_page(request, ResumeForm(), draft=_open_here(request))
    form, now = ResumeForm(request.POST), timezone.now()
    if not request.same_origin:
        keep_in_other_languages(request, "resume_again", purpose=_NOT_OPENED)
        return _resume_page(request, form, status=403)
    if not form.is_valid():
        return _again(request, form)
    code = form.cleaned_data["code"]
    try:
        drafting.load(code, now)
    except drafting.DraftGone:
        # Only wrong codes count, so that neighbors who guess cannot keep out a person with the right one.
        if not limits.allow("resume", address_of(request), TRIES, WINDOW, now):
            keep_in_other_languages(request, "resume_again", purpose=_TOO_OFTEN)
            return _resume_page(request, form, status=429)
        form.add_error("code", WRONG_CODE)
        return _again(request, form)
    mark_sent(request.POST, timezone.now())
    return set_code(see_other("check"), code, now)  # redirects to the first unanswered question


def _again(request: HttpRequest, form: ResumeForm) -> HttpResponse:
    to_form = to_typed(request, "resume_again", purpose=_RESUME)
    return to_form or _resume_page(request, form, status=422)


@require_safe
@consultation_page
def resume_again(request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form again with a code that was missing, wrong or refused, without trying the code.

    In another language, the page says what the answer to the POST said.
    """
    if response := _refused_before(request, typed):
        return response
    form = ResumeForm(typed_in(request, typed, purpose=_RESUME))
    if not form.is_bound:
        return see_other("resume")
    if form.is_valid():
        form.add_error("code", WRONG_CODE)
    return _resume_page(request, form)


def _refused_before(request: HttpRequest, typed: str) -> HttpResponse | None:
    for purpose, status in ((_NOT_OPENED, 403), (_TOO_OFTEN, 429)):
        form = ResumeForm(typed_in(request, typed, purpose=purpose))
        if form.is_bound:
            return _resume_page(request, form, shown_as=status)
    return None


@require_safe
def expired(request: HttpRequest) -> HttpResponse:
    """Explain that the draft doesn't exist anymore, and what to do instead."""
    return render(request, f"{_PAGES}/expired.html", status=410)


def _open_here(request: HttpRequest) -> str:
    """Return the hash of the draft in this browser, which opening another one would replace, or ""."""
    try:
        is_open = code_of(request) and drafting.load(code_of(request), timezone.now())
    except (drafting.DraftGone, DatabaseError):
        return ""
    return hash_of(request) if is_open else ""


def _resume_page(
    request: HttpRequest, form: ResumeForm, status: int = 200, *, draft: str = "", shown_as: int = 0
) -> HttpResponse:
    """Render the form. `shown_as` is the status that the page explains, if it isn't `status`."""
    context = {"form": form, "status": shown_as or status, "draft": draft}
    return render(request, f"{_PAGES}/resume.html", context, status=status)
