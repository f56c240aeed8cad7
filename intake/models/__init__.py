"""What intake keeps."""

from intake.models.amendment import Amendment
from intake.models.contact_attempt import ContactAttempt
from intake.models.draft import Draft
from intake.models.faq_entry import FaqEntry
from intake.models.note import Note
from intake.models.outbox_message import OutboxMessage
from intake.models.rate_count import RateCount
from intake.models.read_log import ReadLogEntry
from intake.models.status_change import StatusChange
from intake.models.submission import Submission
from intake.models.submission_link import SubmissionLink

__all__ = [
    "Amendment",
    "ContactAttempt",
    "Draft",
    "FaqEntry",
    "Note",
    "OutboxMessage",
    "RateCount",
    "ReadLogEntry",
    "StatusChange",
    "Submission",
    "SubmissionLink",
]
