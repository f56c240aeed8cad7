"""The models of intake."""

from intake.models.amendment import Amendment
from intake.models.audit_event import AuditEvent
from intake.models.canary_run import CanaryRun
from intake.models.canned_reply import CannedReply
from intake.models.contact_attempt import ContactAttempt
from intake.models.counted_figures import CountedFigures
from intake.models.deletion import Deletion
from intake.models.draft import Draft
from intake.models.faq_entry import FaqEntry
from intake.models.job_beat import JobBeat
from intake.models.mail_template import MailTemplate
from intake.models.name_part import NamePart
from intake.models.note import Note
from intake.models.outbox_message import OutboxMessage
from intake.models.patient_action import PatientAction
from intake.models.promise_kept import PromiseKept
from intake.models.rate_count import RateCount
from intake.models.saved_result import SavedResult
from intake.models.staff_draft import StaffDraft
from intake.models.status_change import StatusChange
from intake.models.submission import Submission
from intake.models.submission_link import SubmissionLink
from intake.models.undone_attempt import UndoneAttempt
from intake.models.viewer import Viewer

__all__ = [
    "Amendment",
    "AuditEvent",
    "CanaryRun",
    "CannedReply",
    "ContactAttempt",
    "CountedFigures",
    "Deletion",
    "Draft",
    "FaqEntry",
    "JobBeat",
    "MailTemplate",
    "NamePart",
    "Note",
    "OutboxMessage",
    "PatientAction",
    "PromiseKept",
    "RateCount",
    "SavedResult",
    "StaffDraft",
    "StatusChange",
    "Submission",
    "SubmissionLink",
    "UndoneAttempt",
    "Viewer",
]
