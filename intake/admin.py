"""Django looks for admin classes here; they live in `intake.staff`."""

from __future__ import annotations

from intake.staff.faq_admin import FaqEntryAdmin
from intake.staff.outbox_admin import OutboxMessageAdmin
from intake.staff.read_log_admin import ReadLogEntryAdmin
from intake.staff.submission_admin import SubmissionAdmin

__all__ = ["FaqEntryAdmin", "OutboxMessageAdmin", "ReadLogEntryAdmin", "SubmissionAdmin"]
