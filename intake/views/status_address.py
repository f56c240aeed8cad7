"""The addresses of a request's pages. Their code is valid for half an hour, or until the person leaves."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from functools import wraps

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from intake.crypto.receipts import (
    ReceiptUnknown,
    StatusPageExpired,
    read_status_page_code,
    secret_hash,
    status_page_code,
)
from intake.models import Submission
from intake.services.requests.patient_actions import with_pending
from intake.services.requests.sent_forms import left_since, times_left
from intake.spam.networks import visitor_of
from intake.views.redirects import see_other
from intake.views.status_expired import expired_page
from intake.views.typed_address import forget_on_leaving

log = logging.getLogger(__name__)


def to_status_page(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Redirect to the status page of a submission, for a person who knows its secret."""
    return to_page(code_for(request, submission.pk, secret))


def code_for(request: HttpRequest, submission_id: uuid.UUID, secret: str) -> str:
    """Return the code in the addresses of a submission, which opens them until the person leaves."""
    now = timezone.now()
    times = times_left([secret_hash(secret), visitor_of(request)], now)
    return status_page_code(submission_id, secret, now, times)


def of_submission(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of one submission, which is opened by the code in its address.

    The code is valid for half an hour, or until the person leaves the site. The view receives the code,
    the submission with the patient's pending actions applied, and the secret that the patient entered.

    Other people with the same address and browser, as in a library, look like this person when they leave.
    That closes the pages. But what this person sends from a page that is still on the screen is done, and
    the view receives a new code, with which its redirect opens.
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
                code = code_for(request, address.submission_id, address.secret)
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


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view below `of_submission`, so that it redirects to the status page of a closed request.

    "Back" must not say how we will reach a person who has canceled, nor offer to change it.
    """

    @wraps(view)
    def shown(
        request: HttpRequest, code: str, submission: Submission, secret: str, **others: str
    ) -> HttpResponse:
        if request.method != "POST" and not submission.is_open:
            return to_page(code)
        return view(request, code, submission, secret, **others)

    return shown


def to_page(code: str) -> HttpResponse:
    """Redirect to the status page with this code."""
    return see_other("status_page", code)
