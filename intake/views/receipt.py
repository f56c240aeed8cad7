"""The receipt: shown once, for half an hour, to whoever sent a request."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from intake.mail_hints import mail_hint
from intake.models import Submission
from intake.qr import qr_code
from intake.receipts import (
    Receipt,
    ReceiptExpired,
    ReceiptUnknown,
    read_receipt_code,
    receipt_code,
    receipt_secret,
)
from intake.safety_card import SafetyCard

log = logging.getLogger(__name__)


def to_receipt(submission: Submission, answers: Mapping[str, Any]) -> HttpResponse:
    """Lead to the receipt of a request that was just stored (303, RFC 9110, 15.4.4)."""
    hint = mail_hint(answers["email"]) if answers["email"] else ""
    shown = Receipt(submission.pk, SafetyCard.from_answers(answers), hint)
    response = redirect("intake:receipt", code=receipt_code(shown, submission.received_at, timezone.now()))
    response.status_code = 303
    return response


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was received, what happens next and by when, and how to come back."""
    try:
        shown = read_receipt_code(code, timezone.now())
    except ReceiptExpired:
        return render(request, "intake/receipt_expired.html", status=410)
    except ReceiptUnknown:
        raise Http404 from None
    try:
        submission = get_object_or_404(Submission.with_canaries, pk=shown.submission_id)
    except DatabaseError:
        log.exception("receipt cannot be shown")
        return render(request, "intake/receipt_later.html", status=503)
    secret = receipt_secret(submission.pk)
    return render(
        request,
        "intake/receipt.html",
        {
            "submission": submission,
            "secret": secret,
            "qr": qr_code(f"{settings.SITE_URL}{reverse('intake:status')}\n{submission.reference}\n{secret}"),
            "mail_hint": shown.mail_hint,
            "rules": shown.card.sentences(),
            "overdue": submission.is_overdue(timezone.now()),
        },
    )
