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


class Place(models.TextChoices):
    """Where a submission lies in the queue. Each lies in exactly one place, so none is lost."""

    NEW = "new", _("New")
    IN_HAND = "in_hand", _("In hand")
    WAITING = "waiting", _("Waiting for the patient")
    ARRANGED = "arranged", _("Arranged")
    SPAM = "spam", _("Possible spam")
    CLOSED = "closed", _("Closed")


class Entry(models.TextChoices):
    """By which way a request came in."""

    WEB = "web", _("The website")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Paper")
    WALK_IN = "walk_in", _("Walk-in")


class Outcome(models.TextChoices):
    """How a request ended; which ones fit a closing status is said in `states`."""

    APPOINTMENT = "appointment", _("An appointment is made")
    CALLS_AGAIN = "calls_again", _("They will arrange it themselves")
    OTHER_CLINIC = "other_clinic", _("Sent to another clinic or doctor")
    EMERGENCY = "emergency", _("Sent to emergency or crisis help")
    NOT_OFFERED = "not_offered", _("We do not offer what they need")
    OUT_OF_AREA = "out_of_area", _("Too far away")
    NOT_ADULT = "not_adult", _("Under 18")
    NO_ANSWER = "no_answer", _("Nobody answered")
    WRONG_NUMBER = "wrong_number", _("The number is wrong")
    CHANGED_MIND = "changed_mind", _("They changed their mind")
    FOUND_HELP = "found_help", _("They found help elsewhere")
    ADVERT = "advert", _("An advertisement, or a machine")
    TEST = "test", _("A test, or sent twice")
    OTHER = "other", _("Other: say what")


class AttemptResult(models.TextChoices):
    """How an attempt to reach somebody ended."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Voicemail left")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CALL_BACK = "call_back", _("Asked to call back")


class Rule(models.TextChoices):
    """A rule of the safety card that an attempt may break, and only with a reason."""

    TIME = "time", _("contact outside the times they gave, or while the clinic is closed")
    VOICEMAIL = "voicemail", _("leaving a message")
    CHANNEL = "channel", _("this way of contact")


class RevealReason(models.TextChoices):
    """Why somebody looks at what is masked."""

    BEFORE_CALL = "before_call", _("To prepare the call")
    THEY_ASK = "they_ask", _("They ask about it on the phone")
    SAFETY = "safety", _("Somebody may be in danger")
    REVIEW = "review", _("To judge whether we can help")
    OTHER = "other", _("Other: say what")


class NoteAbout(models.TextChoices):
    """What a note is about."""

    NOTE = "note", _("Note")
    REVEAL = "reveal", _("Looked at what is masked")
    OVERRIDE = "override", _("Overrode a rule of the safety card")
    READ_FIRST = "read_first", _("Resolved “Read first”")


class Cause(models.TextChoices):
    """What moved a submission."""

    KEYED_IN = "keyed_in", _("Keyed in")
    CLAIMED = "claimed", _("Claimed")
    RELEASED = "released", _("Released")
    STALE = "stale", _("Back in the queue: two opening hours passed without an attempt")
    ATTEMPT = "attempt", _("After an attempt")
    WAITING = "waiting", _("Waits for the patient")
    RESUMED = "resumed", _("No longer waits for the patient")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
    NOT_SPAM = "not_spam", _("Marked as not spam")
    WITHDRAWN = "withdrawn", _("Withdrawn by the patient")
    TAKEN_BACK = "taken_back", _("The patient took the withdrawal back")


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
