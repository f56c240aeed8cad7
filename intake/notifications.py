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
    """Return the mail that tells staff of a new request. Raises NoRecipient."""
    return _mail(message, f"A new request is waiting: {message.submission.reference}", "mail/new_request.txt")


def asked_again(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff that somebody sent the same request again. Raises NoRecipient."""
    return _mail(message, f"Somebody asked again: {message.submission.reference}", "mail/asked_again.txt")


def _mail(message: OutboxMessage, subject: str, template: str) -> EmailMessage:
    facts = clinic.current()
    recipient = settings.STAFF_EMAIL or facts.callback.staff_email
    if not recipient:
        raise NoRecipient
    submission = message.submission
    body = render_to_string(
        template,
        {
            "reference": submission.reference,
            "due": submission.due_at,
            "promise_hours": facts.callback.promise_hours,
            "link": staff_link(submission),
        },
    )
    return EmailMessage(
        subject=subject,
        body=body,
        to=[recipient],
        headers={
            # From the outbox message and when it was written: a copy sent twice after a crash is
            # recognisable as one mail (RFC 5322, 3.6.4).
            "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}"
            f"@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def staff_link(submission: Submission) -> str:
    """Return the full address of a submission on the staff side."""
    return f"{settings.STAFF_URL}/admin/intake/submission/{submission.pk}/change/"
