"""The callback form.

A post that isn't stored redirects to a page that shows what to do about it: fix something, check the
answers, or read about help first. What was typed is sealed in that page's address (see typed_address).
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.crypto.receipts import is_nonce, secret_hash, secret_of
from intake.crypto.sealed_input import InputGone
from intake.enums import Kind
from intake.forms.callback import CallbackForm
from intake.forms.contact import as_chosen, preselected
from intake.rules import risk_phrases
from intake.rules.mail_hints import mail_hint
from intake.services.jobs.canary import CANARY_META, is_canary
from intake.services.requests.receive import Flags, open_twin, receive
from intake.services.requests.sent_forms import NONCE, InputSent, nonce_in, sent_counter, was_left
from intake.spam.form_timestamp import new_timestamp
from intake.spam.guard import score
from intake.spam.networks import networks_of
from intake.views.answer_rows import form_rows
from intake.views.interruption import interrupt, should_interrupt, wants_to_change
from intake.views.receipt import to_receipt
from intake.views.redirects import see_other
from intake.views.typed_address import (
    forget_posted_on_leaving,
    keep_in_other_languages,
    to_typed,
    typed_unless_sent,
)

log = logging.getLogger(__name__)

_PURPOSE = "callback"
_PAGE = "intake/callback.html"
_MAIL_KEPT = "mail_kept"  # the domain with a likely typo that was asked about, here or by js/mail-hint.js


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def callback(request: HttpRequest) -> HttpResponse:
    """Show the form; store a submitted request and redirect to its receipt."""
    if request.method != "POST":
        # Not cached, because its timestamp is exact to the second.
        form = CallbackForm(initial={"stamp": new_timestamp(timezone.now())})
        return render(request, _PAGE, {"form": form})
    form = CallbackForm(request.POST)
    if not request.same_origin:
        return _not_sent(request, form, status=403)
    if _is_ready(form, request.POST):
        return _store(request, form)
    without = preselected(request.POST)
    if to_again := to_typed(request, "callback_again", purpose=_PURPOSE, without=without):
        return to_again
    forget_posted_on_leaving(request)
    return _answer(request, form, request.POST)


@require_safe
def callback_again(request: HttpRequest, typed: str) -> HttpResponse:
    """Show what to do before the form in the address can be stored, or its receipt once it was."""
    try:
        given = as_chosen(typed_unless_sent(request, typed, purpose=_PURPOSE))
    except InputGone:
        return see_other("callback")
    except InputSent as sent:
        return _after_sending(request, CallbackForm(sent.typed))
    response = _answer(request, CallbackForm(given), given)
    response.status_code = 200
    return response


@require_safe
def callback_sent(request: HttpRequest) -> HttpResponse:
    """Say that this form was sent, instead of showing its answers."""
    return render(request, "intake/sent.html")


def _is_ready(form: CallbackForm, typed: MultiValueDict) -> bool:
    return (
        not form.is_for_a_minor
        and form.is_valid()
        and is_nonce(form.cleaned_data[NONCE])
        and not wants_to_change(typed)
        and not should_interrupt(typed, form.free_texts())
        and not (mail_hint(email := form.cleaned_data["email"]) and typed.get(_MAIL_KEPT) != _domain(email))
    )


def _answer(request: HttpRequest, form: CallbackForm, typed: MultiValueDict) -> HttpResponse:
    """Return the page for a form that cannot be stored as it is."""
    if form.is_for_a_minor:
        return render(request, "intake/callback_under_18.html", {"typed": _to_send(typed, "adult")})
    if not form.is_valid():
        return render(request, _PAGE, {"form": form}, status=422)
    if wants_to_change(typed):
        return render(request, _PAGE, {"form": form})
    if should_interrupt(typed, form.free_texts()):
        return interrupt(request, _to_send(typed), action=reverse("intake:callback"))
    # No script added a nonce, so the check page sends one. It also asks about an email address with a likely
    # typo, once, and then sends it as it was typed.
    kept = (_MAIL_KEPT, _domain(form.cleaned_data["email"]))
    again = [*_to_send(typed, _MAIL_KEPT), kept]
    context = {"rows": form_rows(form), "answers": form.answers(), "typed": again}
    return render(request, "intake/callback_check.html", context)


def _store(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    now, nonce = timezone.now(), form.cleaned_data[NONCE]
    result = score(form.signals(), networks_of(request), now)
    if result.again:
        return _not_sent(request, form, status=429, again=result.again)
    counters = (*result.counters, sent_counter(nonce))
    if is_canary(request.META.get(CANARY_META)):
        flags, counters = Flags(canary=True), ()
    else:
        flags = Flags(result.suspicions, read_first=risk_phrases.are_mentioned(form.free_texts()))
    answers, secret = form.answers(), secret_of(nonce)
    try:
        submission = receive(
            Kind.CALLBACK, answers, flags, secret_hash=secret_hash(secret), counters=counters, now=now
        )
    except DatabaseError:
        log.exception("request not stored")
        return _not_sent(request, form, status=503)
    return to_receipt(request, submission, secret, answers)


def _after_sending(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    """Redirect to the receipt of the form that was sent; from an earlier try, to a page that says so.

    If the person has left the receipt, redirect to an empty form.
    """
    if was_left(secret_hash(secret_of(form.data.get(NONCE, ""))), timezone.now()):
        return see_other("callback")
    if not form.is_valid():
        return see_other("callback_sent")
    secret, answers = secret_of(form.cleaned_data[NONCE]), form.answers()
    try:
        submission = open_twin(Kind.CALLBACK, answers, secret_hash(secret))
    except DatabaseError:
        log.exception("request cannot be found again")
        submission = None
    if submission is None or submission.secret_hash != secret_hash(secret):
        return see_other("callback_sent")
    return to_receipt(request, submission, secret, answers)


def _to_send(typed: MultiValueDict, *without: str) -> list[tuple[str, str]]:
    """Return the names and values of a page's hidden fields: what was typed, and the form's nonce."""
    without = (NONCE, *without)
    pairs = [(name, value) for name, values in typed.lists() if name not in without for value in values]
    return [*pairs, (NONCE, nonce_in(typed))]


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _not_sent(
    request: HttpRequest, form: CallbackForm, status: int, again: dt.datetime | None = None
) -> HttpResponse:
    forget_posted_on_leaving(request)
    without = preselected(request.POST)
    keep_in_other_languages(request, "callback_again", purpose=_PURPOSE, without=without)
    context = {"form": form, "not_sent": True, "again": again}
    response = render(request, _PAGE, context, status=status)
    if again:
        response.headers["Retry-After"] = http_date(again.timestamp())
    return response
