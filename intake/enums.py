"""Choices for the plain columns of the models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person asked for."""

    CALLBACK = "callback", _("Callback")
    CONSULTATION = "consultation", _("Consultation")


class Status(models.TextChoices):
    """The status of a submission in triage."""

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
    """The queue tab of a submission. Each submission is in exactly one, so none is lost."""

    NEW = "new", _("New")
    IN_HAND = "in_hand", _("In hand")
    WAITING = "waiting", _("Waiting for the patient")
    ARRANGED = "arranged", _("Arranged")
    SPAM = "spam", _("Possible spam")
    CLOSED = "closed", _("Closed")


class EnteredAs(models.TextChoices):
    """How a request came in."""

    WEB = "web", _("The website")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Paper")
    WALK_IN = "walk_in", _("Walk-in")


class Outcome(models.TextChoices):
    """How a request ended. `rules.states.OUTCOMES` lists which outcomes fit which closing status."""

    APPOINTMENT = "appointment", _("An appointment is made")
    CALLS_AGAIN = "calls_again", _("They will arrange it themselves")
    OTHER_CLINIC = "other_clinic", _("Sent to another clinic or doctor")
    EMERGENCY = "emergency", _("Sent to emergency or crisis help")
    NOT_OFFERED = "not_offered", _("We do not offer what they need")
    OUT_OF_AREA = "out_of_area", _("Too far away")
    NOT_ADULT = "not_adult", _("Under 18")
    NO_ANSWER = "no_answer", _("No one answered")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CHANGED_MIND = "changed_mind", _("They changed their mind")
    FOUND_HELP = "found_help", _("They found help elsewhere")
    ADVERT = "advert", _("Advertising or a bot")
    TEST = "test", _("A test, or sent twice")
    OTHER = "other", _("Other (please specify)")


class AttemptResult(models.TextChoices):
    """The result of an attempt to reach a person."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Voicemail left")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CALL_BACK = "call_back", _("Asked to call back")


class Rule(models.TextChoices):
    """A rule of the safety card that an attempt may break only with a reason."""

    TIME = "time", _("contact outside the times they gave, or while the clinic is closed")
    VOICEMAIL = "voicemail", _("leaving a message")
    CHANNEL = "channel", _("this way of contact")


class RevealReason(models.TextChoices):
    """Why a staff member reveals masked answers."""

    BEFORE_CALL = "before_call", _("To prepare the call")
    THEY_ASK = "they_ask", _("They’re asking about it on the phone")
    SAFETY = "safety", _("Someone may be in danger")
    REVIEW = "review", _("To decide whether we can help")
    OTHER = "other", _("Other (please specify)")


class NoteAbout(models.TextChoices):
    """What a note is about."""

    NOTE = "note", _("Note")
    REVEAL = "reveal", _("Revealed masked answers")
    OVERRIDE = "override", _("Overrode a rule of the safety card")
    READ_FIRST = "read_first", _("Resolved “Read first”")


class Cause(models.TextChoices):
    """What caused a status change."""

    KEYED_IN = "keyed_in", _("Added by staff")
    CLAIMED = "claimed", _("Claimed")
    ASSIGNED = "assigned", _("Assigned by a colleague")
    RELEASED = "released", _("Released")
    STALE = "stale", _("Back in the queue: the time for a first attempt passed")
    ATTEMPT = "attempt", _("After an attempt")
    WAITING = "waiting", _("Waiting for the patient")
    RESUMED = "resumed", _("No longer waiting for the patient")
    APPOINTMENT = "appointment", _("Appointment entered or removed")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    NOT_SPAM = "not_spam", _("Marked as not spam")
    WITHDRAWN = "withdrawn", _("Withdrawn by the patient")
    TAKEN_BACK = "taken_back", _("Withdrawal undone by the patient")
    UNDONE = "undone", _("Undone by the person who saved it")


class Channel(models.TextChoices):
    """How a person wants to be contacted. The labels are part of the frozen questions."""

    PHONE = "phone", _("Call me")
    TEXT = "text", _("Text me")
    EMAIL = "email", _("E-mail me")


class CallTime(models.TextChoices):
    """When a person would like to be called. The labels are part of the frozen questions."""

    MORNING = "morning", _("Morning, before 11")
    MIDDAY = "midday", _("Midday, 11 to 2")
    AFTERNOON = "afternoon", _("Afternoon, after 2")
    ANY = "any", _("Any time you are open")


class Language(models.TextChoices):
    """The language a person would like to speak. The labels are part of the frozen questions."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    INTERPRETER = "interpreter", _("Another language, with an interpreter")


class SuspectReason(models.TextChoices):
    """What was noticed about a submission. None of these is a reason to refuse it."""

    HONEYPOT = "trap", _("filled in a field that people can’t see")
    NO_TIMESTAMP = "no_stamp", _("came without our form’s timestamp")
    FAST = "fast", _("sent within seconds of opening the form")
    LINKS = "links", _("contains web links")
    REUSED = "reused", _("sent from one form that was sent many times")
    NETWORK = "network", _("many requests from one network in an hour")
    EVERYWHERE = "all", _("many requests from everywhere in an hour")
    SAME_PHONE = "phone", _("many requests with one phone number in an hour")

    @property
    def quarantines(self) -> bool:
        """Whether it suggests that a machine sent the request.

        A phone number in many requests only calls for attention. Otherwise, anyone who knew a number
        could put its owner's own request out of sight.
        """
        return self != SuspectReason.SAME_PHONE

    @classmethod
    def labels_of(cls, codes: str) -> tuple[list[str], list[str]]:
        """Return the labels of the reasons in `codes`: to suspect spam, and only to pay attention."""
        reasons = [cls(code) for code in codes.split()]
        spam = [str(reason.label) for reason in reasons if reason.quarantines]
        return spam, [str(reason.label) for reason in reasons if not reason.quarantines]


class OutboxKind(models.TextChoices):
    """What an outbox message does when it is delivered."""

    NEW_REQUEST = "new_request", _("Notify staff: new request")
    ASKED_AGAIN = "asked_again", _("Notify staff: same request sent again")
    CHANGED = "changed", _("Notify staff: contact details changed")
    WITHDRAWN = "withdrawn", _("Notify staff: request withdrawn")
    TAKEN_BACK = "reopened", _("Notify staff: withdrawal undone")
    CONFIRMATION = "confirmation", _("Send the confirmation that a patient asked for")
    DIGEST = "digest", _("Notify staff: overdue requests this morning")
    CALL_BACK_DUE = "call_back_due", _("Remind who promised a call-back")
    CALL_BACK_LATE = "call_back_late", _("Notify staff: promised call-back is late")
    OPENINGS = "openings", _("Alert managers: someone opened many requests")
    ASSIGNED = "assigned", _("Notify a colleague: request assigned to them")
    MENTIONED = "mentioned", _("Notify a colleague: mentioned in a note")
    WEBHOOK = "webhook", _("Call the webhook of a pager or a chat")


class AuditKind(models.TextChoices):
    """What the audit trail records: reads as well as changes."""

    LISTED = "listed", _("Viewed a list")
    SEARCHED = "searched", _("Searched")
    OPENED = "opened", _("Opened")
    REVEALED = "revealed", _("Revealed masked answers")
    PRINTED = "printed", _("Printed")
    EXPORTED = "exported", _("Exported")
    KEYED_IN = "keyed_in", _("Added a request")
    CLAIMED = "claimed", _("Claimed")
    ASSIGNED = "assigned", _("Assigned to a colleague")
    RELEASED = "released", _("Released")
    STATUS = "status", _("Changed the status")
    ATTEMPT = "attempt", _("Recorded a contact attempt")
    OVERRIDE = "override", _("Overrode a rule of the safety card")
    NOTE = "note", _("Wrote a note")
    LINKED = "linked", _("Linked requests")
    UNLINKED = "unlinked", _("Unlinked requests")
    APPOINTMENT = "appointment", _("Entered or removed an appointment")
    HOLD = "hold", _("Set or lifted a legal hold")
    DELETION_ASKED = "deletion_asked", _("Asked to delete the answers")
    DELETION_REFUSED = "deletion_refused", _("Refused to delete the answers")
    DELETED = "deleted", _("Confirmed the deletion of the answers")
    PURGED = "purged", _("Purged")
    SETTINGS = "settings", _("Changed settings")
    ALTERED = "altered", _("Found altered after arrival")
    KEYS = "keys", _("Changed keys")
    ANSWER = "answer", _("Changed a question that people ask")
    ACCOUNT = "account", _("Added or changed an account")
    ROLES = "roles", _("Changed roles")
    FACTOR = "factor", _("Added or removed a second factor")
    PASSWORD = "password", _("Set a password")
    ALERTED = "alerted", _("Alerted managers to many openings")
    CHANGED = "changed", _("The patient changed how to be reached")
    UNPROVEN = "unproven", _("Rejected a change without the code of the request")
    UNDONE = "undone", _("Undid what they had just saved")
    RESENT = "resent", _("Sent a mail again")


class PatientActionKind(models.TextChoices):
    """What a patient, or someone who sent the same answers again, did with a request."""

    WITHDRAW = "withdraw", _("Withdraw")
    TAKE_BACK = "take_back", _("Undo the withdrawal")
    CHANGE = "change", _("Change how to be reached")
    ASK_AGAIN = "ask_again", _("Sent the same request again")


class ActionResult(models.TextChoices):
    """The result of a patient's action."""

    PENDING = "pending", _("Not yet applied")
    APPLIED = "applied", _("Applied")
    NO_EFFECT = "no_effect", _("No effect")
    UNPROVEN = "unproven", _("Sent without the code of the request")


class DeletionReason(models.TextChoices):
    """Why answers are deleted before their time. A choice, because the audit trail keeps it."""

    THEY_ASKED = "they_asked", _("The person asked for it")
    MISTAKE = "mistake", _("It was sent or entered by mistake")
    LAW = "law", _("Required by law or a court")


class ExportReason(models.TextChoices):
    """Why requests are exported. A choice rather than free text, because the audit trail keeps it."""

    RECORD = "record", _("To enter them into the health record")
    HANDED_OVER = "handed_over", _("To hand them over to another clinic or doctor")
    THEY_ASKED = "they_asked", _("The person asked for their own data")
    OWN_WORK = "own_work", _("To review our own work")
    LAW = "law", _("Required by law or a court")


class ExportFormat(models.TextChoices):
    """The format of an export."""

    CSV = "csv", _("Table (CSV)")
    JSON = "json", _("JSON")
    FHIR = "fhir", _("FHIR, for a health record system")


class OutboxState(models.TextChoices):
    """The state of an outbox message."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Failed")
