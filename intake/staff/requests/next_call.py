"""Take the next call, from the queue or after saving another one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from intake.services.triage.next_call import claim_next, why_no_call
from intake.staff.requests import revealed


def take_next_call(request: HttpRequest) -> HttpResponse:
    """Claim the next request and redirect to it; if there is none, to the queue, which says why."""
    revealed.mask_again(request)
    now = timezone.now()
    submission = claim_next(request.user, now)
    if submission is None:
        messages.info(request, why_no_call(request.user, now))
        return HttpResponseRedirect(reverse("admin:intake_submission_changelist"))
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))
