"""The calendar file of an appointment."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from intake.exports.calendar import calendar_file
from intake.mail.notifications import staff_link
from intake.models import Submission


def calendar(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Send the calendar file of a request with an appointment. It opens nothing that a patient wrote."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    submission = get_object_or_404(Submission, pk=object_id)
    if submission.appointment_at is None:
        raise Http404
    host = urlsplit(settings.STAFF_URL).hostname or ""
    text = calendar_file(submission, staff_link(submission), host, timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{submission.reference}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
