"""Email to staff, and the confirmation to a patient. Never mentions health or who the patient is."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.hours import moment_in_words
from intake.models import AuditEvent, MailTemplate, OutboxMessage, Submission
from intake.models.opening import current_answers
from intake.roles import Role


class NoRecipient(Exception):
    """There is no address to send to; add a staff address in the admin."""


def new_request(message: OutboxMessage) -> EmailMessage:
    """Return the email to staff about a new request. Raises NoRecipient."""
    return _of_submission(message, _("A new request is waiting: {reference}"), "mail/new_request.txt")


def asked_again(message: OutboxMessage) -> EmailMessage:
    """Return the email to staff about a request that was sent again. Raises NoRecipient."""
    return _of_submission(message, _("A request was sent again: {reference}"), "mail/asked_again.txt")


def changed(message: OutboxMessage) -> EmailMessage:
    """Return the email to staff about changed contact details. Raises NoRecipient."""
    return _of_submission(message, _("A request was changed: {reference}"), "mail/changed.txt")


def withdrawn(message: OutboxMessage) -> EmailMessage:
    """Return the email to staff about a withdrawn request. Raises NoRecipient."""
    return _of_submission(message, _("Please stop: {reference} was withdrawn"), "mail/withdrawn.txt")


def taken_back(message: OutboxMessage) -> EmailMessage:
    """Return the email to staff about a withdrawal that was undone. Raises NoRecipient."""
    return _of_submission(message, _("A request is open again: {reference}"), "mail/taken_back.txt")


def call_back_due(message: OutboxMessage) -> EmailMessage:
    """Return the email about a promised call-back to the person who has the request. Raises NoRecipient.

    Without an address of that person it goes to the staff address.
    """
    text = _of_call_back(message, _("Call back now: {reference}"), "mail/call_back_due.txt")
    return _to_person(message, message.submission.claimed_by, *text)


def call_back_late(message: OutboxMessage) -> EmailMessage:
    """Return the email to all staff about a promised call-back that is late. Raises NoRecipient.

    Without a staff address it goes to the person who has the request.
    """
    text = _of_call_back(message, _("Late: call {reference} back"), "mail/call_back_late.txt")
    if clinic.staff_addresses():
        return _to_staff(message, *text)
    return _to_person(message, message.submission.claimed_by, *text)


def assigned(message: OutboxMessage) -> EmailMessage:
    """Return the email to the colleague that a request was assigned to. Raises NoRecipient."""
    return _to_colleague(message, _("Assigned to you: {reference}"), "mail/assigned.txt")


def mentioned(message: OutboxMessage) -> EmailMessage:
    """Return the email to a colleague who is mentioned in a note. Raises NoRecipient."""
    return _to_colleague(message, _("A note for you: {reference}"), "mail/mentioned.txt")


def digest(message: OutboxMessage) -> EmailMessage:
    """Return the morning email to staff that lists overdue requests. Raises NoRecipient."""
    overdue = list(Submission.objects.overdue(message.created_at).in_queue_order())
    context = {"submissions": overdue, "link": f"{settings.STAFF_URL}/admin/intake/submission/"}
    subject = _("Overdue this morning: {count}").format(count=len(overdue))
    return _to_staff(message, subject, render_to_string("mail/digest.txt", context))


def openings(message: OutboxMessage) -> EmailMessage:
    """Return the email to managers about an account that opened many requests. Raises NoRecipient.

    Sent to each active manager who has an address, otherwise to the staff address.
    """
    span = settings.OPENINGS_ALERT.span
    until = message.created_at
    context = {
        "name": message.account.get_username(),
        "count": AuditEvent.objects.requests_opened(message.account, until - span, until),
        "minutes": int(span.total_seconds() // 60),
        "until": until,
        "link": f"{settings.STAFF_URL}/admin/intake/auditevent/?actor__id__exact={message.account_id}",
    }
    subject = _("{name} opened many requests").format(name=context["name"])
    managers = get_user_model().objects.filter(is_active=True, groups__name=Role.MANAGER).exclude(email="")
    mail = _to_staff(message, subject, render_to_string("mail/openings.txt", context), required=not managers)
    mail.to = list(managers.order_by("pk").values_list("email", flat=True)) or mail.to
    return mail


def confirmation(message: OutboxMessage) -> EmailMessage:
    """Return the confirmation that a patient asked for: the reference, and how to check the status.

    Names neither the clinic nor any topic. Raises SealingError if the address cannot be opened,
    NoRecipient if it was purged or no confirmation was requested.
    """
    submission = message.submission
    answers = {} if submission.purged_at else current_answers(submission)
    address = answers.get("email", "") if answers.get("confirm") else ""
    if not address:
        raise NoRecipient
    with override(submission.page_language):
        return _mail(
            message,
            subject=render_to_string("mail/confirmation_subject.txt").strip(),
            body=render_to_string("mail/confirmation.txt", {"reference": submission.reference}),
            to=[address],
            sender=settings.CONFIRMATION_FROM,
        )


def staff_link(submission: Submission) -> str:
    """Return the absolute URL of a submission on the staff side."""
    return f"{settings.STAFF_URL}/admin/intake/submission/{submission.pk}/change/"


def _of_submission(message: OutboxMessage, subject: str, template: str) -> EmailMessage:
    submission = message.submission
    link = staff_link(submission)
    # Another time than the first promise if the patient changed the times, or we waited for them.
    by = submission.act_by or submission.due_at
    if own := MailTemplate.objects.filter(kind=message.kind, in_use=True).first():
        due = moment_in_words(by, "DAY_TIME_FORMAT", clinic.current())
        filled = own.filled(reference=submission.reference, link=link, due=due)
        return _to_staff(message, *filled, by_kind=True)
    context = {
        "reference": submission.reference,
        "due": by,
        "promise_hours": clinic.current().callback.promise_hours,
        "link": link,
    }
    body = render_to_string(template, context)
    return _to_staff(message, subject.format(reference=submission.reference), body, by_kind=True)


def _of_call_back(message: OutboxMessage, subject: str, template: str) -> tuple[str, str]:
    """Return subject and body."""
    submission = message.submission
    context = {
        "reference": submission.reference,
        "promised": submission.promised_call_at,
        "link": staff_link(submission),
    }
    return subject.format(reference=submission.reference), render_to_string(template, context)


def _to_colleague(message: OutboxMessage, subject: str, template: str) -> EmailMessage:
    """Return an email to the account of a message."""
    submission = message.submission
    body = render_to_string(template, {"reference": submission.reference, "link": staff_link(submission)})
    return _to_person(message, message.account, subject.format(reference=submission.reference), body)


def _to_person(
    message: OutboxMessage, person: AbstractBaseUser | None, subject: str, body: str
) -> EmailMessage:
    """Return an email to one person; to the staff address if they have no address, or no account anymore."""
    address = person.email if person is not None and person.is_active else ""
    mail = _to_staff(message, subject, body, required=not address)
    mail.to = [address] if address and not message.submission.canary else mail.to
    return mail


def _to_staff(
    message: OutboxMessage, subject: str, body: str, *, required: bool = True, by_kind: bool = False
) -> EmailMessage:
    """Return an email to the staff addresses, or with `by_kind` to those for this request at this hour."""
    recipients = clinic.staff_addresses(*(_about(message) if by_kind else ()))
    if required and not recipients:
        raise NoRecipient
    mail = _mail(message, subject=subject, body=body, to=recipients)
    if message.submission is not None and message.submission.canary:
        mail.to = []  # composed like any other, but sent to no one
    return mail


def _about(message: OutboxMessage) -> tuple[str, dt.datetime]:
    """Return the kind of request that a message is about, and when it was written."""
    return message.submission.kind, message.created_at


def _mail(
    message: OutboxMessage, *, subject: str, body: str, to: list[str], sender: str | None = None
) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=body,
        to=to,
        from_email=sender,
        headers={
            # Derived from the outbox message and its creation time, so that copies sent twice after
            # a crash are recognized as one email (RFC 5322, 3.6.4). Its domain tells no more than the sender.
            "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}"
            f"@{parseaddr(sender or settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
