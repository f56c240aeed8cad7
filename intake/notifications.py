"""Mail to staff, and the one confirmation to a patient. None says anything of health or of the patient."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.models import MailTemplate, OutboxMessage, Submission
from intake.opening import current_answers


class NoRecipient(Exception):
    """Nobody is named who could be told; set callback.staff_email in the clinic file."""


def new_request(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff of a new request. Raises NoRecipient."""
    return _of_submission(message, _("A new request is waiting: {reference}"), "mail/new_request.txt")


def asked_again(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff that somebody sent the same request again. Raises NoRecipient."""
    return _of_submission(message, _("Somebody asked again: {reference}"), "mail/asked_again.txt")


def changed(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff that a person changed how to be reached. Raises NoRecipient."""
    return _of_submission(message, _("A request was changed: {reference}"), "mail/changed.txt")


def withdrawn(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff that a person withdrew. Raises NoRecipient."""
    return _of_submission(message, _("Please stop: {reference} was taken back"), "mail/withdrawn.txt")


def reopened(message: OutboxMessage) -> EmailMessage:
    """Return the mail that tells staff that a person took a withdrawal back. Raises NoRecipient."""
    return _of_submission(message, _("A request is open again: {reference}"), "mail/reopened.txt")


def digest(message: OutboxMessage) -> EmailMessage:
    """Return the mail of an opening morning: which requests are overdue. Raises NoRecipient."""
    overdue = list(Submission.objects.overdue(message.created_at).in_queue_order())
    context = {"submissions": overdue, "link": f"{settings.STAFF_URL}/admin/intake/submission/"}
    subject = _("Overdue this morning: {count}").format(count=len(overdue))
    return _to_staff(message, subject, render_to_string("mail/digest.txt", context))


def confirmation(message: OutboxMessage) -> EmailMessage:
    """Return the mail that a patient asked for: a reference, and how to check.

    Names neither the clinic nor any topic. Raises SealingError where the address cannot be opened,
    NoRecipient when there is none any more.
    """
    submission = message.submission
    address = "" if submission.purged_at else current_answers(submission).get("email", "")
    if not address:
        raise NoRecipient
    return _mail(
        message,
        subject=_("We have your message"),
        body=render_to_string("mail/confirmation.txt", {"reference": submission.reference}),
        to=address,
        sender=settings.CONFIRMATION_FROM,
    )


def staff_link(submission: Submission) -> str:
    """Return the full address of a submission on the staff side."""
    return f"{settings.STAFF_URL}/admin/intake/submission/{submission.pk}/change/"


def _of_submission(message: OutboxMessage, subject: str, template: str) -> EmailMessage:
    submission = message.submission
    link = staff_link(submission)
    if own := MailTemplate.objects.filter(kind=message.kind, in_use=True).first():
        due = submission.due_at and date_format(localtime(submission.due_at), "l, F j, g:i a T")
        return _to_staff(message, *own.filled(reference=submission.reference, link=link, due=due or ""))
    context = {
        "reference": submission.reference,
        "due": submission.due_at,
        "promise_hours": clinic.current().callback.promise_hours,
        "link": link,
    }
    words = render_to_string(template, context)
    return _to_staff(message, subject.format(reference=submission.reference), words)


def _to_staff(message: OutboxMessage, subject: str, body: str) -> EmailMessage:
    recipient = settings.STAFF_EMAIL or clinic.current().callback.staff_email
    if not recipient:
        raise NoRecipient
    mail = _mail(message, subject=subject, body=body, to=recipient)
    if message.submission is not None and message.submission.canary:
        mail.to = []  # written like any other, and sent to nobody
    return mail


def _mail(
    message: OutboxMessage, *, subject: str, body: str, to: str, sender: str | None = None
) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        from_email=sender,
        headers={
            # From the outbox message and when it was written: a copy sent twice after a crash is
            # recognisable as one mail (RFC 5322, 3.6.4).
            "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}"
            f"@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
