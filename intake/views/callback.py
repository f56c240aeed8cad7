"""Asking for a call, and the receipt."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.caching import public_page
from clinic_site.same_origin import same_origin_post
from intake.enums import Kind
from intake.forms import CallbackForm
from intake.models import Submission
from intake.receipts import ReceiptExpired, ReceiptUnknown, read_receipt_code, receipt_code
from intake.services.receive import receive

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
    if not form.is_valid():
        return render(request, "intake/callback.html", {"form": form}, status=422)
    try:
        submission = receive(Kind.CALLBACK, form.answers())
    except DatabaseError:
        log.exception("request not stored")
        return _not_sent(request, form, status=503)
    code = receipt_code(submission.pk, submission.received_at, timezone.now())
    response = redirect("intake:receipt", code=code)
    response.status_code = 303
    return response


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was received, what happens next and by when."""
    try:
        submission_id = read_receipt_code(code, timezone.now())
    except ReceiptExpired:
        return render(request, "intake/receipt_expired.html", status=410)
    except ReceiptUnknown:
        raise Http404 from None
    try:
        submission = get_object_or_404(Submission, pk=submission_id)
    except DatabaseError:
        log.exception("receipt cannot be shown")
        return render(request, "intake/receipt_later.html", status=503)
    return render(
        request,
        "intake/receipt.html",
        {"submission": submission, "overdue": submission.is_overdue(timezone.now())},
    )


def _not_sent(request: HttpRequest, form: CallbackForm, status: int) -> HttpResponse:
    return render(request, "intake/callback.html", {"form": form, "not_sent": True}, status=status)
