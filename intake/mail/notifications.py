"""Email to staff, and the confirmation to a patient. Never mentions health or who the patient is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic
from clinic_site.clinic.hours import moment_in_words
from intake.enums import OutboxKind
from intake.models import AuditEvent, MailTemplate, OutboxMessage, Submission
from intake.models.answers import current_answers
from intake.roles import Role


class NoRecipient(Exception):
    """There is no address to send to; add a staff address in the admin."""


def compose(message: OutboxMessage) -> EmailMessage:
    """Return the email for a message; one about a request names its reference, and links to it.

    Raises NoRecipient, and SealingError if the address of a patient can't be opened.
    """
    return _MAILS[OutboxKind(message.kind)].compose(message)


def staff_link(submission: Submission) -> str:
    """Return the absolute URL of a submission on the staff side."""
    return f"{settings.STAFF_URL}/admin/intake/submission/{submission.pk}/change/"


def _about_request(message: OutboxMessage) -> EmailMessage:
    """Return an email to staff, from the clinic's template if it has one."""
    submission = message.submission
    if own := MailTemplate.objects.filter(kind=message.kind, in_use=True).first():
        due = moment_in_words(_deadline(submission), "DAY_TIME_FORMAT", clinic.current())
        words = own.filled(reference=submission.reference, link=staff_link(submission), due=due)
    else:
        words = _words(message)
    return _to_staff(message, *words, by_kind=True)


def _to_owner(message: OutboxMessage) -> EmailMessage:
    """Return an email to the person who has the request."""
    return _to_person(message, message.submission.claimed_by, *_words(message))


def _call_back_late(message: OutboxMessage) -> EmailMessage:
    """Return the email to all staff; without a staff address, to the person who has the request."""
    return _to_staff(message, *_words(message)) if clinic.staff_addresses() else _to_owner(message)


def _to_colleague(message: OutboxMessage) -> EmailMessage:
    """Return an email to the account of a message."""
    return _to_person(message, message.account, *_words(message))


def _to_assignee(message: OutboxMessage) -> EmailMessage:
    """Return the email about a request that was assigned, or about all that were handed over at once."""
    if message.submission is not None:
        return _to_colleague(message)
    count = Submission.objects.handed_over(message.account_id, message.created_at).count()
    subject = ngettext(
        "{count} request was handed over to you", "{count} requests were handed over to you", count
    )
    context = {"link": f"{settings.STAFF_URL}/admin/intake/submission/?tab=in-hand&mine=1"}
    body = render_to_string("mail/handed_over.txt", context)
    return _to_person(message, message.account, subject.format(count=count), body)


def _digest(message: OutboxMessage) -> EmailMessage:
    """Return the morning email to staff that lists overdue requests."""
    overdue = list(Submission.objects.overdue(message.created_at).in_queue_order())
    context = {"submissions": overdue, "link": f"{settings.STAFF_URL}/admin/intake/submission/"}
    subject = gettext("Overdue this morning: {count}").format(count=len(overdue))
    return _to_staff(message, subject, render_to_string("mail/digest.txt", context))


def _openings(message: OutboxMessage) -> EmailMessage:
    """Return the email to managers about an account that opened many requests.

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
    subject = gettext("{name} opened many requests").format(name=context["name"])
    managers = get_user_model().objects.filter(is_active=True, groups__name=Role.MANAGER).exclude(email="")
    mail = _to_staff(message, subject, render_to_string("mail/openings.txt", context), required=not managers)
    mail.to = list(managers.order_by("pk").values_list("email", flat=True)) or mail.to
    return mail


def _confirmation(message: OutboxMessage) -> EmailMessage:
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


def _words(message: OutboxMessage) -> tuple[str, str]:
    """Return subject and body of an email about a request."""
    submission, kind = message.submission, OutboxKind(message.kind)
    context = {
        "reference": submission.reference,
        "link": staff_link(submission),
        "due": _deadline(submission),
        "promise_hours": clinic.current().callback.promise_hours,
        "promised": submission.promised_call_at,
    }
    body = render_to_string(f"mail/{kind.name.lower()}.txt", context)
    return str(_MAILS[kind].subject).format(reference=submission.reference), body


def _deadline(submission: Submission) -> dt.datetime | None:
    # It differs from the first promise if the patient changed the times, or we waited for them.
    return submission.act_by or submission.due_at


def _to_person(
    message: OutboxMessage, person: AbstractBaseUser | None, subject: str, body: str
) -> EmailMessage:
    """Return an email to one person, or to the staff addresses if their account is gone or has no address."""
    address = person.email if person is not None and person.is_active else ""
    mail = _to_staff(message, subject, body, required=not address)
    is_canary = message.submission is not None and message.submission.canary
    mail.to = [address] if address and not is_canary else mail.to
    return mail


def _to_staff(
    message: OutboxMessage, subject: str, body: str, *, required: bool = True, by_kind: bool = False
) -> EmailMessage:
    """Return an email to the staff addresses; with `by_kind`, only to those for this kind of request now."""
    recipients = clinic.staff_addresses(*((message.submission.kind, message.created_at) if by_kind else ()))
    if required and not recipients:
        raise NoRecipient
    mail = _mail(message, subject=subject, body=body, to=recipients)
    if message.submission is not None and message.submission.canary:
        mail.to = []  # composed like any other, but sent to no one
    return mail


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
            # a crash are recognized as one email (RFC 5322, 3.6.4). Its domain is the sender's.
            "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}"
            f"@{parseaddr(sender or settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )


@dataclass(frozen=True)
class _Mail:
    """How an email of one kind is composed.

    An email about a request has its subject here, and its text in the file of `templates/mail/` that has
    the name of the kind.
    """

    compose: Callable[[OutboxMessage], EmailMessage]
    subject: str | Promise = ""


_MAILS = {
    OutboxKind.NEW_REQUEST: _Mail(_about_request, _("A new request is waiting: {reference}")),
    OutboxKind.ASKED_AGAIN: _Mail(_about_request, _("A request was sent again: {reference}")),
    OutboxKind.CHANGED: _Mail(_about_request, _("A request was changed: {reference}")),
    OutboxKind.WITHDRAWN: _Mail(_about_request, _("Please stop: {reference} was withdrawn")),
    OutboxKind.TAKEN_BACK: _Mail(_about_request, _("A request is open again: {reference}")),
    OutboxKind.CONFIRMATION: _Mail(_confirmation),
    OutboxKind.DIGEST: _Mail(_digest),
    OutboxKind.CALL_BACK_DUE: _Mail(_to_owner, _("Call back now: {reference}")),
    OutboxKind.CALL_BACK_LATE: _Mail(_call_back_late, _("Late: call {reference} back")),
    OutboxKind.OPENINGS: _Mail(_openings),
    OutboxKind.ASSIGNED: _Mail(_to_assignee, _("Assigned to you: {reference}")),
    OutboxKind.MENTIONED: _Mail(_to_colleague, _("A note for you: {reference}")),
}
