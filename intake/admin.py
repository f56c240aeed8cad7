"""Django looks for admin classes here; they live in `intake.staff`."""

from __future__ import annotations

from intake.staff.audit_admin import AuditEventAdmin
from intake.staff.faq_admin import FaqEntryAdmin
from intake.staff.outbox_admin import OutboxMessageAdmin
from intake.staff.settings_admin import CannedReplyAdmin, HolidayAdmin, MailTemplateAdmin, OpeningHoursAdmin
from intake.staff.submission_admin import SubmissionAdmin

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
