"""What an open page of a request shows about colleagues who have it open, too, or saved something."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from clinic_site.core.background import mark_as_background
from clinic_site.core.numbers import whole_number
from intake.models import Submission
from intake.services.access.viewers import (
    changed_by_patient_since,
    last_event,
    opened_lately,
    others_here,
    record_viewer,
    saved_since,
)
from intake.services.triage.colleagues import colleagues


def colleagues_beside(request: HttpRequest, submission: Submission, now: dt.datetime) -> dict[str, Any]:
    """Return who else is on the page of a request, and who can be assigned it or mentioned."""
    open_for = others_here(submission, request.user, now)
    lately = opened_lately(submission, request.user, now)
    record_viewer(submission, request.user, now)
    people = [each for each in colleagues() if each.pk != request.user.pk]
    return {
        "open_for": open_for,
        "colleagues": [name for name in lately if name not in open_for],
        "last_event": last_event(submission),
        "assignable": [each for each in people if each.pk != submission.claimed_by_id],
        "mentionable": [each.get_username() for each in people if each.reads_notes],
    }


def others(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show who else has a request open, and who saved something after the event in `since`, or the patient.

    It shows nothing of the request itself. The page asks on its own, so this doesn't prolong a session.
    """
    mark_as_background(request)
    if not admin.has_view_permission(request):
        raise PermissionDenied
    submission, now = get_object_or_404(Submission, pk=object_id), timezone.now()
    since = whole_number(request.GET.get("since", "")) or 0
    record_viewer(submission, request.user, now)
    context = {
        "open_for": others_here(submission, request.user, now),
        "saved_by": saved_since(submission, request.user, since),
        "changed_by_patient": changed_by_patient_since(submission, since),
    }
    return TemplateResponse(request, "admin/intake/submission/parts/others.html", context)
