"""The callback form."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from clinic_site.core.same_origin import same_origin_post
from intake.crypto.receipts import is_nonce, new_nonce, secret_hash, secret_of
from intake.enums import Kind
from intake.forms import CallbackForm
from intake.rules import risk_phrases
from intake.services.jobs.canary import CANARY_HEADER, is_canary
from intake.services.requests.receive import Flags, receive
from intake.spam import limits
from intake.spam.form_timestamp import new_stamp
from intake.spam.guard import score
from intake.spam.networks import networks_of
from intake.views.answer_rows import form_rows
from intake.views.interruption import interrupt, should_interrupt, wants_to_change
from intake.views.receipt import to_receipt

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def callback(request: HttpRequest) -> HttpResponse:
    """Show the form; store a submitted request and redirect to its receipt."""
    if request.method != "POST":
        # Not cached, because its timestamp is exact to the second.
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
    if not is_nonce(form.cleaned_data["nonce"]):
        return _check_page(request, form)
    return _store(request, form)


def _check_page(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    """Show the answers of a form to which no script added a nonce, with a nonce, to send them from there."""
    typed = [(name, value) for name, values in request.POST.lists() if name != "nonce" for value in values]
    context = {"rows": form_rows(form), "typed": typed, "nonce": new_nonce()}
    return render(request, "intake/callback_check.html", context)


def _store(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    now = timezone.now()
    result = score(form.signals(), networks_of(request), now)
    if result.again:
        return _not_sent(request, form, status=429, again=result.again)
    if is_canary(request.headers.get(CANARY_HEADER)):
        flags = Flags(canary=True)
    else:
        flags = Flags(result.suspicions, read_first=risk_phrases.are_mentioned(form.free_texts()))
    try:
        secret = secret_of(form.cleaned_data["nonce"])
        submission = receive(Kind.CALLBACK, form.answers(), flags, secret_hash=secret_hash(secret))
    except DatabaseError:
        log.exception("request not stored")
        return _not_sent(request, form, status=503)
    if not submission.canary:
        limits.add(result.counters, now)
    return to_receipt(submission, secret, form.answers())


def _not_sent(
    request: HttpRequest, form: CallbackForm, status: int, again: dt.datetime | None = None
) -> HttpResponse:
    context = {"form": form, "not_sent": True, "again": again}
    response = render(request, "intake/callback.html", context, status=status)
    if again:
        response.headers["Retry-After"] = http_date(again.timestamp())
    return response
