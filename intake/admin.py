"""Entry point for the admin's autodiscovery; the admin classes are in `intake.staff`."""

from __future__ import annotations

from django.contrib import admin

from intake.staff.call_card.example import example_card
from intake.staff.dashboard.months_page import months_page
from intake.staff.dashboard.page import dashboard
from intake.staff.settings.audit_admin import AuditEventAdmin
from intake.staff.settings.faq_admin import FaqEntryAdmin
from intake.staff.settings.outbox_admin import OutboxMessageAdmin
from intake.staff.settings.settings_admin import (
    CannedReplyAdmin,
    MailTemplateAdmin,
)
from intake.staff.submission_admin import SubmissionAdmin

admin.site.add_page("intake/example/", example_card, name="example_card")
admin.site.add_page("intake/dashboard/months/", months_page, name="months")
admin.site.add_page("intake/dashboard/", dashboard, name="dashboard")

__all__ = [
    "AuditEventAdmin",
    "CannedReplyAdmin",
    "FaqEntryAdmin",
    "MailTemplateAdmin",
    "OutboxMessageAdmin",
    "SubmissionAdmin",
]
