"""What intake keeps."""

from intake.models.faq_entry import FaqEntry
from intake.models.outbox_message import OutboxMessage
from intake.models.read_log import ReadLogEntry
from intake.models.submission import Submission

__all__ = ["FaqEntry", "OutboxMessage", "ReadLogEntry", "Submission"]
