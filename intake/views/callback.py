"""Asking for a call."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic_site.caching import public_page
from clinic_site.same_origin import same_origin_post
from intake.enums import Kind
from intake.forms import CallbackForm
from intake.services.canary import CANARY_HEADER, is_canary
from intake.services.receive import Marks, receive
from intake.views.receipt import to_receipt

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@public_page
def callback(request: HttpRequest) -> HttpResponse:
    """Show the form; store a request and lead to its receipt."""
    if request.method != "POST":
        return render(request, "intake/callback.html", {"form": CallbackForm()})
    form = CallbackForm(request.POST)
    if not request.same_origin:
        return _not_sent(request, form, status=403)
    if form.is_for_a_minor:
        return render(request, "intake/under_18.html")
    if not form.is_valid():
        return render(request, "intake/callback.html", {"form": form}, status=422)
    try:
        marks = Marks(canary=is_canary(request.headers.get(CANARY_HEADER)))
        submission = receive(Kind.CALLBACK, form.answers(), marks)
    except DatabaseError:
        log.exception("request not stored")
        return _not_sent(request, form, status=503)
    return to_receipt(submission, form.answers())


def _not_sent(request: HttpRequest, form: CallbackForm, status: int) -> HttpResponse:
    return render(request, "intake/callback.html", {"form": form, "not_sent": True}, status=status)
