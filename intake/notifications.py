"""Mail to staff. It says that something waits and where; nothing of the patient."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from clinic_site import clinic
from intake.models import OutboxMessage, Submission


class NoRecipient(Exception):
    """Nobody is named who could be told; set callback.staff_email in the clinic file."""


def new_request(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff of a new request.

    The Message-ID comes from the outbox message, so that a copy sent twice after a crash is
    recognisable as one mail (RFC 5322, 3.6.4). Raises NoRecipient.
    """
    facts = clinic.current()
    recipient = settings.STAFF_EMAIL or facts.callback.staff_email
    if not recipient:
        raise NoRecipient
    submission = message.submission
    body = render_to_string(
        "mail/new_request.txt",
        {
            "reference": submission.reference,
            "due": submission.due_at,
            "promise_hours": facts.callback.promise_hours,
            "link": staff_link(submission),
        },
    )
    return EmailMessage(
        subject=f"A new request is waiting: {submission.reference}",
        body=body,
        to=[recipient],
        headers={
            "Message-ID": f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def staff_link(submission: Submission) -> str:
    """Return the full address of a submission on the staff side."""
    return f"{settings.STAFF_URL}/admin/intake/submission/{submission.pk}/change/"
