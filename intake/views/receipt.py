"""The receipt, available for half an hour to the person who sent a request."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from clinic_site.clinic import current as current_clinic
from clinic_site.core.qr import qr_code
from intake.crypto.receipts import (
    Receipt,
    ReceiptExpired,
    ReceiptUnknown,
    issued_at,
    read_receipt_code,
    receipt_code,
    secret_hash,
)
from intake.models import Submission
from intake.rules.mail_hints import mail_hint
from intake.rules.open_times import times_in_words
from intake.rules.safety_card import SafetyCard
from intake.services.requests.patient_actions import with_pending
from intake.services.requests.sent_forms import left_since, times_left, was_left
from intake.services.requests.status import PublicStatus, public_status
from intake.spam.networks import visitor_of
from intake.views.redirects import see_other
from intake.views.status_address import to_status_page
from intake.views.typed_address import forget_on_leaving

log = logging.getLogger(__name__)


def to_receipt(
    request: HttpRequest, submission: Submission, secret: str, answers: Mapping[str, Any]
) -> HttpResponse:
    """Redirect to the receipt of a request that was just stored (303, RFC 9110, 15.4.4).

    If an identical request from another form is already open, redirect to a page that says only that.
    """
    if not constant_time_compare(submission.secret_hash, secret_hash(secret)):
        return see_other("received_again")
    hint = mail_hint(answers["email"]) if answers["email"] else ""
    received, now = submission.received_at, timezone.now()
    (times,) = times_left([visitor_of(request)], issued_at(received, now))
    shown = Receipt(submission.pk, SafetyCard.from_answers(answers), hint, secret, times)
    return see_other("receipt", receipt_code(shown, received, now))


@require_safe
def received_again(request: HttpRequest) -> HttpResponse:
    """Say that an identical request exists already, and nothing else about it."""
    return render(request, "intake/received_again.html")


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was received, what happens next and by when, and how to return, until the person leaves."""
    now = timezone.now()
    try:
        shown = read_receipt_code(code, now)
    except ReceiptExpired:
        return render(request, "intake/receipt_expired.html", status=410)
    except ReceiptUnknown:
        raise Http404 from None
    # After "Leave this site", nothing here may say that there is a request.
    identity, visitor = secret_hash(shown.secret), visitor_of(request)
    if was_left(identity, now) or any(left_since([visitor], shown.issued, [shown.times_left], now)):
        return see_other("status")
    forget_on_leaving(request, identity)
    try:
        submission = with_pending(get_object_or_404(Submission.with_canaries, pk=shown.submission_id))
        is_waiting = public_status(submission, now) == PublicStatus.RECEIVED
        if not is_waiting or submission.amended_at:  # then the receipt isn't true anymore
            return to_status_page(request, submission, shown.secret)
    except DatabaseError:
        log.exception("receipt cannot be shown")
        return render(request, "intake/receipt_unavailable.html", status=503)
    return render(
        request,
        "intake/receipt.html",
        {
            "submission": submission,
            "secret": shown.secret,
            "qr": qr_code(_address_to_return(submission.reference, shown.secret)),
            "mail_hint": shown.mail_hint,
            "rules": shown.card.sentences(times_in_words(current_clinic())),
            "overdue": submission.is_overdue(now),
        },
    )


def _address_to_return(reference: str, secret: str) -> str:
    """Return the address in the QR code.

    Reference and secret are in its fragment, which browsers send to no server. A script on the page
    moves them into the form.
    """
    return f"{settings.SITE_URL}{reverse('intake:status')}#{reference}.{secret}"
