"""Asking for a call."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from clinic_site.same_origin import same_origin_post
from intake import risk_phrases
from intake.enums import Kind
from intake.forms import CallbackForm
from intake.limits import network_of
from intake.services.canary import CANARY_HEADER, is_canary
from intake.services.receive import Marks, receive
from intake.spam import judge
from intake.stamps import new_stamp
from intake.views.interruption import interrupt, should_interrupt, wants_to_change
from intake.views.receipt import to_receipt

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def callback(request: HttpRequest) -> HttpResponse:
    """Show the form; store a request and lead to its receipt."""
    if request.method != "POST":
        # Kept by nobody: its stamp says to the second when it was given out.
        form = CallbackForm(initial={"stamp": new_stamp(timezone.now())})
        return render(request, "intake/callback.html", {"form": form})
    form = CallbackForm(request.POST)
    if not request.same_origin:
        return _not_sent(request, form, status=403)
    if form.is_for_a_minor:
        return render(request, "intake/under_18.html")
    if not form.is_valid():
        return render(request, "intake/callback.html", {"form": form}, status=422)
    if wants_to_change(request):
        return render(request, "intake/callback.html", {"form": form})
    if should_interrupt(request, form.free_texts()):
        return interrupt(request)
    return _store(request, form)


def _store(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    verdict = judge(form.signs(), network_of(request), timezone.now())
    if verdict.again:
        return _not_sent(request, form, status=429, again=verdict.again)
    if is_canary(request.headers.get(CANARY_HEADER)):
        marks = Marks(canary=True)
    else:
        marks = Marks(verdict.suspicions, read_first=risk_phrases.are_mentioned(form.free_texts()))
    try:
        submission = receive(Kind.CALLBACK, form.answers(), marks)
    except DatabaseError:
        log.exception("request not stored")
        return _not_sent(request, form, status=503)
    return to_receipt(submission, form.answers())


def _not_sent(
    request: HttpRequest, form: CallbackForm, status: int, again: dt.datetime | None = None
) -> HttpResponse:
    context = {"form": form, "not_sent": True, "again": again}
    response = render(request, "intake/callback.html", context, status=status)
    if again:
        response.headers["Retry-After"] = http_date(again.timestamp())
    return response
