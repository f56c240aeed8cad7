"""The words that a submission's plain columns may hold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person asked for."""

    CALLBACK = "callback", _("Callback")
    CONSULTATION = "consultation", _("Consultation")


class Status(models.TextChoices):
    """Where a submission stands in triage."""

    NEW = "new", _("New")
    CLAIMED = "claimed", _("Claimed")
    ATTEMPTING = "attempting", _("Trying to reach")
    REACHED = "reached", _("Reached")
    SCHEDULED = "scheduled", _("Scheduled")
    REFERRED = "referred", _("Referred")
    NOT_A_MATCH = "not_a_match", _("Not a match")
    UNREACHABLE = "unreachable", _("Unreachable")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SPAM = "spam", _("Spam")


OPEN_STATUSES = (Status.NEW, Status.CLAIMED, Status.ATTEMPTING, Status.REACHED)


class Channel(models.TextChoices):
    """How a person wants to be contacted."""

    PHONE = "phone", _("Call me")
    TEXT = "text", _("Text me")
    EMAIL = "email", _("E-mail me")


class CallTime(models.TextChoices):
    """When a call suits a person."""

    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Midday")
    AFTERNOON = "afternoon", _("Afternoon")
    ANY = "any", _("Any time you are open")


class OutboxKind(models.TextChoices):
    """What an outbox message does when it is delivered."""

    NEW_REQUEST = "new_request", _("Tell staff of a new request")
    ASKED_AGAIN = "asked_again", _("Tell staff that somebody asked again")


class OutboxState(models.TextChoices):
    """Where an outbox message stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")
