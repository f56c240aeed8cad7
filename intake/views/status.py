"""Returning to a request without an account: see its status, change how to be reached, withdraw it."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.caching import public_page
from clinic_site.core.same_origin import same_origin_post
from intake.crypto.receipts import (
    ReceiptUnknown,
    StatusPageExpired,
    read_status_page_code,
    secret_hash,
    status_page_code,
)
from intake.enums import PatientActionKind
from intake.forms.status import ChangeForm, StatusForm
from intake.models import Submission
from intake.services.requests import withdrawing
from intake.services.requests.patient_actions import act, with_pending
from intake.services.requests.sent_forms import left_since, mark_sent, times_left
from intake.services.requests.status import (
    agreed_time_has_passed,
    contact_by,
    find,
    public_status,
    readers_of,
)
from intake.spam import limits
from intake.spam.networks import address_of, visitor_of
from intake.views.answer_rows import AnswerRow
from intake.views.redirects import see_other
from intake.views.status_expired import expired_page
from intake.views.typed_address import forget_on_leaving, keep_in_other_languages, to_typed, typed_in

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
    return to_status_page(request, submission, form.cleaned_data["secret"])


def to_status_page(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Redirect to the status page of a submission, for a person who knows its secret."""
    return _to_page(_code_for(request, submission.pk, secret))


def _code_for(request: HttpRequest, submission_id: uuid.UUID, secret: str) -> str:
    """Return the code in the addresses of a submission, which opens them until the person leaves."""
    now = timezone.now()
    times = times_left([secret_hash(secret), visitor_of(request)], now)
    return status_page_code(submission_id, secret, now, times)


def _look_up_again(request: HttpRequest, form: StatusForm) -> HttpResponse:
    to_form = to_typed(request, "status_again", purpose=_LOOK_UP)
    return to_form or render(request, "intake/status.html", {"form": form}, status=422)


def _not_looked_up(request: HttpRequest, form: StatusForm, status: int) -> HttpResponse:
    keep_in_other_languages(request, "status_again", purpose=_NOT_LOOKED_UP)
    return render(request, "intake/status.html", {"form": form, "not_done": True}, status=status)


@require_safe
def status_again(request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form with a pair that was incomplete, belongs to no request, or was refused; look up nothing.

    In another language, it says what the answer to the post said.
    """
    form = StatusForm(typed_in(request, typed, purpose=_LOOK_UP))
    if form.is_bound:
        return render(request, "intake/status.html", {"form": form, "not_found": form.is_valid()})
    for purpose, why in ((_NOT_LOOKED_UP, "not_done"), (_TOO_OFTEN, "too_often")):
        form = StatusForm(typed_in(request, typed, purpose=purpose))
        if form.is_bound:
            return render(request, "intake/status.html", {"form": form, why: True})
    return see_other("status")


def _of_submission(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of one submission, which is opened by the code in its address.

    The code is valid for half an hour, or until the person leaves the site. The view receives the code,
    the submission with the patient's pending actions applied, and the secret that the patient entered.

    Other people with the same address and browser, as in a library, look like the person when they leave.
    That closes pages; but what the person then sends from a page that is still on the screen is done, and
    the view receives a new code, so that its answer opens.
    """

    @wraps(view)
    def found(request: HttpRequest, code: str, **others: str) -> HttpResponse:
        try:
            now = timezone.now()
            address = read_status_page_code(code, now)
            nonces = [identity := secret_hash(address.secret), visitor_of(request)]
            by_secret, by_visitor = left_since(nonces, address.issued, address.times_left, now)
            is_press = request.method == "POST" and request.same_origin
            if by_secret or (by_visitor and not is_press):
                return see_other("status")
            if by_visitor:
                code = _code_for(request, address.submission_id, address.secret)
            forget_on_leaving(request, identity)  # every page that the secret opened, and the receipt
            submission = with_pending(get_object_or_404(Submission, pk=address.submission_id))
            return view(request, code, submission, address.secret, **others)
        except StatusPageExpired as expired:
            return expired_page(request, code, expired.address, others.get("typed", ""))
        except ReceiptUnknown:
            raise Http404 from None
        except DatabaseError:
            log.exception("status page cannot be shown")
            return render(request, "intake/status_unavailable.html", status=503)

    return found


def _while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view below `_of_submission`: once the request is closed, its page is the status page.

    "Back" must not say how we will reach a person who has canceled, nor offer to change it.
    """

    @wraps(view)
    def shown(
        request: HttpRequest, code: str, submission: Submission, secret: str, **others: str
    ) -> HttpResponse:
        if request.method != "POST" and not submission.is_open:
            return _to_page(code)
        return view(request, code, submission, secret, **others)

    return shown


@require_safe
@_of_submission
def status_page(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Show the status of a request."""
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
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@_of_submission
@_while_open
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
            answers = form.answers()
            action = act(submission, PatientActionKind.CHANGE, timezone.now(), secret=secret, answers=answers)
    except DatabaseError:
        log.exception("change not stored")
        return _not_changed(request, code, page, status=503)
    mark_sent(request.POST, timezone.now())
    saved = action and to_typed(request, "changed", code, purpose=_CHANGED, also={_ACTION: action.pk.hex})
    return saved or _to_page(code)


def _not_changed(request: HttpRequest, code: str, page: dict[str, Any], status: int) -> HttpResponse:
    keep_in_other_languages(request, "change_again", code, purpose=_CHANGE)
    return render(request, "intake/change.html", page | {"not_done": True}, status=status)


@require_safe
@_of_submission
@_while_open
def changed(
    request: HttpRequest, code: str, submission: Submission, secret: str, *, typed: str
) -> HttpResponse:
    """Say that a change was saved, and which rules apply now; `typed` is what was entered, sealed.

    After a later change, what it says isn't true anymore.
    """
    form = ChangeForm(typed_in(request, typed, purpose=_CHANGED))
    if not form.is_valid() or not _is_the_last_change(submission, form.data.get(_ACTION)):
        return _to_page(code)
    rules = [AnswerRow(label, value) for label, value in form.rules()]
    page = {"rules": rules, "code": code, "changes": form.answers()}
    return render(request, "intake/changed.html", page)


def _is_the_last_change(submission: Submission, action: str | None) -> bool:
    """Return whether `action` names the last change; True for an address of the previous release."""
    last = submission.patient_actions.filter(kind=PatientActionKind.CHANGE).last()
    return action is None or (last is not None and last.pk.hex == action)


@require_safe
@_of_submission
@_while_open
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
@_of_submission
@_while_open
def withdraw_request(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Ask for confirmation, then withdraw the request."""
    if request.method != "POST":
        return render(request, "intake/withdraw.html", {"code": code})
    if not request.same_origin:
        return render(request, "intake/withdraw.html", {"code": code, "not_done": True}, status=403)
    if submission.is_open:
        act(submission, PatientActionKind.WITHDRAW, timezone.now(), secret=secret)
    return _to_page(code)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@_of_submission
def undo_withdrawal(request: HttpRequest, code: str, submission: Submission, secret: str) -> HttpResponse:
    """Undo a withdrawal within an hour; the status page says if the same request is open again."""
    now = timezone.now()
    if (
        request.method == "POST"
        and request.same_origin
        and withdrawing.reopen_until(submission, now)
        and not withdrawing.twin_is_open(submission)
    ):
        act(submission, PatientActionKind.TAKE_BACK, now, secret=secret)
    return _to_page(code)


def _to_page(code: str) -> HttpResponse:
    return see_other("status_page", code)
