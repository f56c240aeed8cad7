"""What intake keeps."""

from intake.models.amendment import Amendment
from intake.models.audit_event import AuditEvent
from intake.models.canary_run import CanaryRun
from intake.models.canned_reply import CannedReply
from intake.models.contact_attempt import ContactAttempt
from intake.models.draft import Draft
from intake.models.faq_entry import FaqEntry
from intake.models.holiday import Holiday
from intake.models.mail_template import MailTemplate
from intake.models.note import Note
from intake.models.opening_hours import OpeningHours
from intake.models.outbox_message import OutboxMessage
from intake.models.promise_kept import PromiseKept
from intake.models.rate_count import RateCount
from intake.models.status_change import StatusChange
from intake.models.submission import Submission
from intake.models.submission_link import SubmissionLink

__all__ = [
    "Amendment",
    "AuditEvent",
    "CanaryRun",
    "CannedReply",
    "ContactAttempt",
    "Draft",
    "FaqEntry",
    "Holiday",
    "MailTemplate",
    "Note",
    "OpeningHours",
    "OutboxMessage",
    "PromiseKept",
    "RateCount",
    "StatusChange",
    "Submission",
    "SubmissionLink",
]
