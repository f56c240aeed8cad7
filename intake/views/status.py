"""Coming back to a request without an account: see where it stands, change how to be reached, withdraw."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import wraps

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic_site.caching import public_page
from clinic_site.same_origin import same_origin_post
from intake import limits
from intake.forms.status import ChangeForm, StatusForm
from intake.limits import network_of
from intake.models import Submission
from intake.receipts import ReceiptExpired, ReceiptUnknown, read_status_code, status_code
from intake.services.amending import SubmissionIsClosed, amend
from intake.services.status import find, readers_of, standing
from intake.services.triage import SameRequestIsOpen
from intake.services.withdrawing import can_be_taken_back, take_back, withdraw

TRIES = 30  # look-ups of one network in an hour
WINDOW = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@public_page
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret; a pair that fits leads to the status page."""
    if request.method != "POST":
        return render(request, "intake/status.html", {"form": StatusForm()})
    form = StatusForm(request.POST)
    if not request.same_origin:
        return render(request, "intake/status.html", {"form": form, "not_done": True}, status=403)
    if not form.is_valid():
        return render(request, "intake/status.html", {"form": form}, status=422)
    if not limits.allow("status", network_of(request), TRIES, WINDOW, timezone.now()):
        return render(request, "intake/status.html", {"form": form, "too_often": True}, status=429)
    try:
        submission = find(form.cleaned_data["reference"], form.cleaned_data["secret"])
    except DatabaseError:
        log.exception("request cannot be looked up")
        return render(request, "intake/status.html", {"form": form, "not_done": True}, status=503)
    if submission is None:
        return render(request, "intake/status.html", {"form": form, "not_found": True}, status=422)
    return _to_page(status_code(submission.pk, timezone.now()))


def _of_submission(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of one submission, whose code in the address is good for half an hour."""

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        try:
            submission = get_object_or_404(Submission, pk=read_status_code(code, timezone.now()))
            return view(request, code, submission)
        except ReceiptExpired:
            return render(request, "intake/status_expired.html", status=410)
        except ReceiptUnknown:
            raise Http404 from None
        except DatabaseError:
            log.exception("status page cannot be shown")
            return render(request, "intake/status_later.html", status=503)

    return found


@require_safe
@_of_submission
def status_page(request: HttpRequest, code: str, submission: Submission) -> HttpResponse:
    """Show where a request stands."""
    now = timezone.now()
    return render(
        request,
        "intake/status_page.html",
        {
            "code": code,
            "submission": submission,
            "standing": standing(submission),
            "readers": readers_of(submission),
            "overdue": submission.is_overdue(now),
            "can_be_taken_back": can_be_taken_back(submission, now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@_of_submission
def change(request: HttpRequest, code: str, submission: Submission) -> HttpResponse:
    """Take new answers to how and when to be reached."""
    form = ChangeForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "code": code, "submission": submission}
    if request.method != "POST":
        return render(request, "intake/change.html", page)
    if not request.same_origin:
        return render(request, "intake/change.html", page | {"not_done": True}, status=403)
    if not form.is_valid():
        return render(request, "intake/change.html", page, status=422)
    try:
        amend(submission, form.answers(), timezone.now())
    except SubmissionIsClosed:
        pass  # the status page says so, and what can be done
    except DatabaseError:
        log.exception("change not stored")
        return render(request, "intake/change.html", page | {"not_done": True}, status=503)
    return _to_page(code)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@_of_submission
def withdraw_request(request: HttpRequest, code: str, submission: Submission) -> HttpResponse:
    """Ask once, then take the request back."""
    if request.method != "POST":
        return render(request, "intake/withdraw.html", {"code": code, "submission": submission})
    if not request.same_origin:
        return render(request, "intake/withdraw.html", {"code": code, "not_done": True}, status=403)
    withdraw(submission, timezone.now())
    return _to_page(code)


@require_POST
@same_origin_post
@_of_submission
def undo_withdrawal(request: HttpRequest, code: str, submission: Submission) -> HttpResponse:
    """Put a request back that was withdrawn within the hour."""
    if request.same_origin:
        try:
            take_back(submission, timezone.now())
        except SameRequestIsOpen:
            log.info("withdrawal not undone, the same request is open again")
    return _to_page(code)


def _to_page(code: str) -> HttpResponse:
    response = redirect("intake:status_page", code=code)
    response.status_code = 303
    return response
