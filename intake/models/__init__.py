"""What intake keeps."""

from intake.models.amendment import Amendment
from intake.models.audit_event import AuditEvent
from intake.models.draft import Draft
from intake.models.faq_entry import FaqEntry
from intake.models.outbox_message import OutboxMessage
from intake.models.rate_count import RateCount
from intake.models.submission import Submission

__all__ = [
    "Amendment",
    "AuditEvent",
    "Draft",
    "FaqEntry",
    "OutboxMessage",
    "RateCount",
    "Submission",
]
