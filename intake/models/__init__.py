"""What intake keeps."""

from intake.models.amendment import Amendment
from intake.models.canary_run import CanaryRun
from intake.models.draft import Draft
from intake.models.faq_entry import FaqEntry
from intake.models.outbox_message import OutboxMessage
from intake.models.rate_count import RateCount
from intake.models.read_log import ReadLogEntry
from intake.models.submission import Submission

__all__ = [
    "Amendment",
    "CanaryRun",
    "Draft",
    "FaqEntry",
    "OutboxMessage",
    "RateCount",
    "ReadLogEntry",
    "Submission",
]
