"""Django looks for admin classes here; they live in `intake.staff`."""

from __future__ import annotations

from django.contrib import admin

from intake.staff.audit_admin import AuditEventAdmin
from intake.staff.dashboard_page import dashboard
from intake.staff.faq_admin import FaqEntryAdmin
from intake.staff.outbox_admin import OutboxMessageAdmin
from intake.staff.settings_admin import CannedReplyAdmin, HolidayAdmin, MailTemplateAdmin, OpeningHoursAdmin
from intake.staff.submission_admin import SubmissionAdmin

admin.site.add_page("intake/dashboard/", dashboard, name="dashboard")

__all__ = [
    "AuditEventAdmin",
    "CannedReplyAdmin",
    "FaqEntryAdmin",
    "HolidayAdmin",
    "MailTemplateAdmin",
    "OpeningHoursAdmin",
    "OutboxMessageAdmin",
    "SubmissionAdmin",
]
