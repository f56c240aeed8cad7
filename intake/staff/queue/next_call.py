"""Take the next call, from the queue or after saving another one."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from intake.models import Submission
from intake.services.calls.next_call import claim_next, why_no_call
from intake.services.calls.undoing import remember_next_call
from intake.staff import revealed


def take_next_call(
    request: HttpRequest, saved_at: dt.datetime | None = None, *, after: Submission | None = None
) -> HttpResponse:
    """Claim the next request and redirect to it; if there is none, to the queue, which says why.

    `saved_at` is when the same step saved a result on the request `after`: undoing that also gives this
    one back.
    """
    revealed.mask_again(request)
    now = saved_at or timezone.now()
    submission = claim_next(request.user, now, after=after)
    if submission is None:
        messages.info(request, why_no_call(request.user, now))
        return HttpResponseRedirect(reverse("admin:intake_submission_changelist"))
    if saved_at:
        remember_next_call(request.user, saved_at, submission)
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))
