"""The calendar file of an appointment, and the form that enters one."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.exports.calendar import calendar_file
from intake.mail.notifications import staff_link
from intake.models import Submission
from intake.staff.requests.request_forms import ClinicTime

_FARTHEST = dt.timedelta(days=730)


class AppointmentForm(forms.Form):
    """When the appointment is, in the clinic's time; empty removes it."""

    at = ClinicTime(required=False)

    def clean_at(self) -> dt.datetime | None:
        """Return the time. Raises ValidationError for a past one, or one that is years ahead."""
        at, now = self.cleaned_data["at"], timezone.now()
        if at is not None and not now <= at <= now + _FARTHEST:
            raise forms.ValidationError(_("Enter a time within the next two years"), code="far")
        return at


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
