"""The consultation form's last page: checking the answers, and sending them."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.crypto.draft_codes import nonce_of
from intake.crypto.receipts import is_nonce, secret_hash, secret_of
from intake.forms.consultation_state import ConsultationState
from intake.rules import risk_phrases
from intake.services.requests import drafting
from intake.services.requests.receive import Flags
from intake.services.requests.sent_forms import nonce_in
from intake.spam.guard import score
from intake.spam.networks import networks_of
from intake.views.answer_rows import answered_and_unanswered
from intake.views.consultation import loaded
from intake.views.consultation_page import consultation_page
from intake.views.draft_cookie import code_of, delete_code, hash_of
from intake.views.hidden_answers import hidden_when_idle
from intake.views.interruption import interrupt, should_interrupt, wants_to_change
from intake.views.receipt import to_receipt
from intake.views.redirects import see_other
from intake.views.typed_address import forget_on_leaving

log = logging.getLogger(__name__)


@require_safe
@consultation_page
@hidden_when_idle
def check(request: HttpRequest) -> HttpResponse:
    """Show all answers before they are sent; redirect to the first missing one."""
    state = loaded(request)
    if state.missing:
        return see_other("step", state.missing.slug)
    return _check_page(request, state, hash_of(request), nonce=nonce_of(code_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@consultation_page
def send(request: HttpRequest) -> HttpResponse:
    """Store the answers shown on the check page and redirect to the receipt.

    The page contains everything it shows, so exactly what was checked is sent. A double click, another
    tab, or a draft that has expired in the meantime neither loses nor duplicates anything.
    """
    state, hashed = ConsultationState.from_json(request.POST.get("typed", "")), request.POST.get("draft", "")
    if request.method != "POST":
        return see_other("check")
    if missing := state.missing:  # says which answer is no longer offered; asks for others again
        return see_other("step_again", missing.slug) if missing.slug in state.typed else see_other("check")
    if code_of(request):
        forget_on_leaving(request, hash_of(request))  # deletes the draft
    if not request.same_origin:
        return _check_page(request, state, hashed, status=403)
    if state.is_for_a_minor:
        return see_other("under_18")
    if wants_to_change(request.POST):
        return _back_to_check(request, state, hashed)
    if should_interrupt(request.POST, state.signals().texts):
        return _to_interruption(request, state)
    if not is_nonce(request.POST.get("nonce", "")):
        return _check_page(request, state, hashed)
    return _store(request, state, hashed)


@require_safe
@consultation_page
@hidden_when_idle
def interruption(request: HttpRequest) -> HttpResponse:
    """Show crisis help before the answers are sent, with a button that sends them."""
    state, code = loaded(request), code_of(request)
    if state.missing or not risk_phrases.are_mentioned(state.signals().texts):
        return see_other("check")
    typed = [("typed", state.as_json()), ("draft", hash_of(request)), ("nonce", nonce_of(code))]
    return interrupt(request, typed, action=reverse("intake:send"))


def _back_to_check(request: HttpRequest, state: ConsultationState, hashed: str) -> HttpResponse:
    # If the draft is gone, the answers are only in this post.
    try:
        loaded(request)
    except (drafting.DraftGone, DatabaseError):
        return _check_page(request, state, hashed)
    return see_other("check")


def _to_interruption(request: HttpRequest, state: ConsultationState) -> HttpResponse:
    # The page is made from the draft. If that is gone or was changed in another tab, exactly what was
    # checked is sent from the answer to this post.
    try:
        is_same = loaded(request).typed == state.typed
    except (drafting.DraftGone, DatabaseError):
        is_same = False
    return see_other("interruption") if is_same else interrupt(request)


def _store(request: HttpRequest, state: ConsultationState, hashed: str) -> HttpResponse:
    answers, signals, now = state.answers(), state.signals(), timezone.now()
    result = score(signals, networks_of(request), now)
    if again := result.again:
        response = _check_page(request, state, hashed, status=429, again=again)
        response.headers["Retry-After"] = http_date(again.timestamp())
        return response
    flags = Flags(result.suspicions, read_first=risk_phrases.are_mentioned(signals.texts))
    try:
        secret = secret_of(request.POST["nonce"])
        submission = drafting.send(
            answers, flags, hashed=hashed, secret_hash=secret_hash(secret), counters=result.counters
        )
    except DatabaseError:
        log.exception("request not stored")
        return _check_page(request, state, hashed, status=503)
    response = to_receipt(request, submission, secret, answers)
    return delete_code(request, response) if hashed == hash_of(request) else response


def _check_page(
    request: HttpRequest,
    state: ConsultationState,
    hashed: str,
    *,
    nonce: str = "",
    status: int = 200,
    again: dt.datetime | None = None,
) -> HttpResponse:
    sections, unanswered = answered_and_unanswered(state)
    context = {
        "nonce": nonce or nonce_in(request.POST),
        "sections": sections,
        "answers": state.answers(),
        "unanswered": unanswered,
        "number": len(state.steps) + 1,
        "typed": state.as_json(),
        "draft": hashed,
        "not_sent": status != 200,
        "again": again,
    }
    return render(request, "intake/consultation/check.html", context, status=status)
