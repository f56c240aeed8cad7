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

    MORNING = "morning", _("Morning, before 11")
    MIDDAY = "midday", _("Midday, 11 to 2")
    AFTERNOON = "afternoon", _("Afternoon, after 2")
    ANY = "any", _("Any time you are open")


class Language(models.TextChoices):
    """In which language a person would like to speak."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    INTERPRETER = "interpreter", _("Another language, with an interpreter")


class SuspectReason(models.TextChoices):
    """Why a submission was put into quarantine. None of these is a reason to refuse it."""

    TRAP = "trap", _("filled in the field that people do not see")
    NO_STAMP = "no_stamp", _("came without the mark of our form")
    FAST = "fast", _("sent within seconds of opening the form")
    LINKS = "links", _("holds web links")
    NETWORK = "network", _("many requests from one network in an hour")
    SAME_PHONE = "phone", _("many requests with one phone number in an hour")


class OutboxKind(models.TextChoices):
    """What an outbox message does when it is delivered."""

    NEW_REQUEST = "new_request", _("Tell staff of a new request")
    ASKED_AGAIN = "asked_again", _("Tell staff that somebody asked again")
    CHANGED = "changed", _("Tell staff that a person changed how to be reached")
    WITHDRAWN = "withdrawn", _("Tell staff that a person withdrew")
    REOPENED = "reopened", _("Tell staff that a person took a withdrawal back")
    CONFIRMATION = "confirmation", _("Confirm to the person who asked for it")
    DIGEST = "digest", _("Tell staff what is overdue this morning")


class AuditKind(models.TextChoices):
    """What the audit trail tells of: reading is told as well as changing."""

    LISTED = "listed", _("Looked at a list")
    SEARCHED = "searched", _("Searched")
    OPENED = "opened", _("Opened")
    REVEALED = "revealed", _("Revealed what was masked")
    PRINTED = "printed", _("Printed")
    EXPORTED = "exported", _("Exported")
    KEYED_IN = "keyed_in", _("Keyed in a request")
    CLAIMED = "claimed", _("Claimed")
    RELEASED = "released", _("Released")
    STATUS = "status", _("Changed the status")
    ATTEMPT = "attempt", _("Recorded a contact attempt")
    OVERRIDE = "override", _("Overrode a rule of the safety card")
    NOTE = "note", _("Wrote a note")
    LINKED = "linked", _("Linked requests")
    UNLINKED = "unlinked", _("Unlinked requests")
    HOLD = "hold", _("Set or lifted a legal hold")
    PURGED = "purged", _("Purged")
    SETTINGS = "settings", _("Changed settings")


class ExportReason(models.TextChoices):
    """Why requests are taken out of the site. A choice, not text: it stays in the audit trail."""

    RECORD = "record", _("To enter them into the health record")
    HANDED_OVER = "handed_over", _("To hand them over to another clinic or doctor")
    THEY_ASKED = "they_asked", _("The person asked for their own data")
    OWN_WORK = "own_work", _("To look at how we work")
    LAW = "law", _("A law or a court asks for them")


class ExportFormat(models.TextChoices):
    """As what requests are taken out."""

    CSV = "csv", _("Table (CSV)")
    JSON = "json", _("JSON")
    FHIR = "fhir", _("FHIR, for a health record system")


class OutboxState(models.TextChoices):
    """Where an outbox message stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")
