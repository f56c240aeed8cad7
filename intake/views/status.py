"""Returning to a request without an account: see its status, change how to be reached, withdraw it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.caching import public_page
from clinic_site.core.same_origin import same_origin_post
from intake.crypto.sealed_input import InputTooLong
from intake.enums import PatientActionKind
from intake.forms.status import ChangeForm, StatusForm
from intake.models import Submission
from intake.rules.mail_hints import mail_hint
from intake.services.requests import withdrawing
from intake.services.requests.patient_actions import act
from intake.services.requests.sent_forms import mark_sent, seal_typed
from intake.services.requests.status import (
    agreed_time_has_passed,
    contact_by,
    find,
    public_status,
    readers_of,
)
from intake.spam import limits
from intake.spam.guard import allow_change
from intake.spam.networks import address_of, networks_of, visitor_of
from intake.views.answer_rows import AnswerRow
from intake.views.redirects import see_other
from intake.views.status_address import code_for, of_submission, to_page, to_status_page, while_open
from intake.views.status_expired import typed_too_late
from intake.views.typed_address import keep_in_other_languages, to_typed, typed_in

TRIES = 30  # wrong look-ups of one address in an hour
WINDOW = dt.timedelta(hours=1)
_LOOK_UP, _CHANGE, _CHANGED = "status", "change", "changed"
_ACTION = "action"  # the field of an address that names the change it is about
_NOT_LOOKED_UP, _TOO_OFTEN = "not looked up", "looked up too often"

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@public_page
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret; a matching pair redirects to the status page."""
    if request.method != "POST":
        return render(request, "intake/status.html", {"form": StatusForm()})
    form = StatusForm(request.POST)
    if not request.same_origin:
        return _not_looked_up(request, form, status=403)
    if not form.is_valid():
        return _look_up_again(request, form)
    try:
        submission = find(form.cleaned_data["reference"], form.cleaned_data["secret"])
    except DatabaseError:
        log.exception("request cannot be looked up")
        return _not_looked_up(request, form, status=503)
    if submission is None:
        # Only wrong pairs count, so that neighbors who guess cannot keep out a person who knows theirs.
        if not limits.allow("status", address_of(request), TRIES, WINDOW, timezone.now()):
            keep_in_other_languages(request, "status_again", purpose=_TOO_OFTEN)
            return render(request, "intake/status.html", {"form": form, "too_often": True}, status=429)
        return _look_up_again(request, form)
    mark_sent(request.POST, timezone.now())
    secret = form.cleaned_data["secret"]
    return _to_change(request, submission, secret) or to_status_page(request, submission, secret)


def _to_change(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse | None:
    """Redirect to the form with the change that came along with the look-up; None if there was none."""
    typed = typed_too_late(request, secret) if submission.is_open else None
    if typed is None:
        return None
    try:
        sealed = seal_typed(typed, _CHANGE, timezone.now(), visitor_of(request))
    except InputTooLong:
        return None
    return see_other("change_again", code_for(request, submission.pk, secret), sealed)


def _look_up_again(request: HttpRequest, form: StatusForm) -> HttpResponse:
    to_form = to_typed(request, "status_again", purpose=_LOOK_UP)
    return to_form or render(request, "intake/status.html", {"form": form}, status=422)


def _not_looked_up(request: HttpRequest, form: StatusForm, status: int) -> HttpResponse:
    keep_in_other_languages(request, "status_again", purpose=_NOT_LOOKED_UP)
    return render(request, "intake/status.html", {"form": form, "not_done": True}, status=status)


@require_safe
def status_again(request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form again with a pair that was incomplete, wrong or refused, without looking it up.

    In another language, the page says what the answer to the POST said.
    """
    form = StatusForm(typed_in(request, typed, purpose=_LOOK_UP))
    if form.is_bound:
        return render(request, "intake/status.html", {"form": form, "not_found": form.is_valid()})
    for purpose, why in ((_NOT_LOOKED_UP, "not_done"), (_TOO_OFTEN, "too_often")):
        form = StatusForm(typed_in(request, typed, purpose=purpose))
        if form.is_bound:
            return render(request, "intake/status.html", {"form": form, why: True})
    return see_other("status")


@require_safe
@of_submission
def status_page(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Show the status of a request."""
    return _status_page(request, code, submission)


def _status_page(request: HttpRequest, code: str, submission: Submission, status: int = 200) -> HttpResponse:
    now = timezone.now()
    reopen_until = withdrawing.reopen_until(submission, now)
    return render(
        request,
        "intake/status_page.html",
        {
            "code": code,
            "submission": submission,
            "status": public_status(submission, now),
            "readers": readers_of(submission),
            "overdue": submission.is_overdue(now),
            "contact_by": contact_by(submission, now),
            "agreed_time_has_passed": agreed_time_has_passed(submission, now),
            "reopen_until": reopen_until,
            "twin_is_open": reopen_until is not None and withdrawing.twin_is_open(submission),
            "too_often": status == 429,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@of_submission
@while_open
def change(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Change how and when to be reached."""
    form = ChangeForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "code": code}
    if request.method != "POST":
        return render(request, "intake/change.html", page)
    if not request.same_origin:
        return _not_changed(request, code, page, status=403)
    if not form.is_valid():
        to_form = to_typed(request, "change_again", code, purpose=_CHANGE)
        return to_form or render(request, "intake/change.html", page, status=422)
    action = None
    try:
        if submission.is_open:  # otherwise the status page says that it is closed, and what can be done
            if not allow_change(submission.pk, networks_of(request), timezone.now()):
                return _not_changed(request, code, page | {"too_often": True}, status=429)
            answers = form.answers()
            action = act(submission, PatientActionKind.CHANGE, timezone.now(), secret=secret, answers=answers)
    except DatabaseError:
        log.exception("change not stored")
        return _not_changed(request, code, page, status=503)
    mark_sent(request.POST, timezone.now())
    saved = action and to_typed(request, "changed", code, purpose=_CHANGED, also={_ACTION: action.pk.hex})
    return saved or to_page(code)


def _not_changed(request: HttpRequest, code: str, page: dict[str, Any], status: int) -> HttpResponse:
    keep_in_other_languages(request, "change_again", code, purpose=_CHANGE)
    return render(request, "intake/change.html", page | {"not_done": True}, status=status)


@require_safe
@of_submission
@while_open
def changed(
    request: HttpRequest, code: str, submission: Submission, secret: str, *, typed: str
) -> HttpResponse:
    """Say that a change was saved, and which rules apply now; `typed` is what was entered, sealed.

    After a later change, which makes this page wrong, redirect to the status page.
    """
    form = ChangeForm(typed_in(request, typed, purpose=_CHANGED))
    if not form.is_valid() or not _is_the_last_change(submission, form.data.get(_ACTION)):
        return to_page(code)
    rules = [AnswerRow(label, value) for label, value in form.rules()]
    changes = form.answers()
    page = {"rules": rules, "code": code, "changes": changes}
    return render(request, "intake/changed.html", page | {"mail_hint": mail_hint(changes.get("email", ""))})


def _is_the_last_change(submission: Submission, action: str | None) -> bool:
    """Return whether `action` names the last change; True for an address of the previous release."""
    last = submission.patient_actions.filter(kind=PatientActionKind.CHANGE).last()
    return action is None or (last is not None and last.pk.hex == action)


@require_safe
@of_submission
@while_open
def change_again(
    request: HttpRequest, code: str, submission: Submission, secret: str, *, typed: str
) -> HttpResponse:
    """Show a change that was not accepted, with what to fix; `typed` is what was entered, sealed."""
    form = ChangeForm(typed_in(request, typed, purpose=_CHANGE))
    if not form.is_bound:
        return see_other("change", code)
    return render(request, "intake/change.html", {"form": form, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@of_submission
@while_open
def withdraw_request(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Ask for confirmation, then withdraw the request."""
    if request.method != "POST":
        return render(request, "intake/withdraw.html", {"code": code})
    if not request.same_origin:
        return render(request, "intake/withdraw.html", {"code": code, "not_done": True}, status=403)
    if submission.is_open:
        act(submission, PatientActionKind.WITHDRAW, timezone.now(), secret=secret)
    return to_page(code)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@of_submission
def undo_withdrawal(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Undo a withdrawal within an hour; the status page says if the same request is open again."""
    now = timezone.now()
    if (
        request.method == "POST"
        and request.same_origin
        and withdrawing.reopen_until(submission, now)
        and not withdrawing.twin_is_open(submission)
    ):
        if not allow_change(submission.pk, networks_of(request), now):
            return _status_page(request, code, submission, status=429)
        act(submission, PatientActionKind.TAKE_BACK, now, secret=secret)
    return to_page(code)
