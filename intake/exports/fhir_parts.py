"""The resources of a bundle: who asked for what, and the outcome.

`_STATES` maps our statuses to those of Task and ServiceRequest.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.enums import AttemptResult, Channel, Kind, Language, Status
from intake.exports.contact import contact_point, contact_rules
from intake.models import Submission
from intake.questions import language_of, wording_for
from intake.questions.display import in_language
from intake.services.exporting import ExportRow

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in FHIR strings

# Our status: the Task's status, the ServiceRequest's status, and the reason if FHIR expects one.
_STATES = {
    Status.NEW: ("requested", "active", ""),
    Status.CLAIMED: ("accepted", "active", ""),
    Status.ATTEMPTING: ("in-progress", "active", ""),
    Status.REACHED: ("in-progress", "active", ""),
    Status.SCHEDULED: ("completed", "completed", ""),
    Status.REFERRED: ("completed", "completed", ""),
    Status.NOT_A_MATCH: ("rejected", "revoked", "The clinic does not offer what is needed"),
    Status.UNREACHABLE: ("failed", "revoked", "The person could not be reached"),
    Status.WITHDRAWN: ("cancelled", "revoked", "Withdrawn by the person who asked"),
    Status.SPAM: ("entered-in-error", "entered-in-error", "Not a request"),
}
_MISSING_ANSWERS = {
    "unreadable": "The answers could not be opened when this was exported.",
    "altered": "The answers were changed after they arrived, and are not in this export.",
}
_UNCHECKED = "Possible spam: staff have not said whether a person sent this."
# HL7 codes for modes of participation (v3-ParticipationMode).
_MEDIA = {Channel.PHONE: "PHONE", Channel.TEXT: "SMSWRIT", Channel.EMAIL: "EMAILWRIT"}
# Results of calls in which something was said, to the person or to their voicemail.
_SAID = {AttemptResult.REACHED, AttemptResult.CALL_BACK, AttemptResult.VOICEMAIL}


@dataclass(frozen=True)
class Ids:
    """The ids and URLs of the resources of one submission: the same in every export."""

    submission: Submission
    base: str

    def of(self, kind: str) -> str:
        """Return the id of the resource of a kind (a version 5 UUID, RFC 9562)."""
        return str(uuid.uuid5(self.submission.pk, kind))

    def reference(self, kind: str) -> dict[str, str]:
        """Return a reference to the resource of a kind within the bundle."""
        return {"reference": f"urn:uuid:{self.of(kind)}", "type": kind}

    def system(self, name: str) -> str:
        """Return the URL that identifies one of this site's code or identifier systems."""
        return f"{self.base}/fhir/{name}"

    def new(self, kind: str, **content: Any) -> dict[str, Any]:
        """Return a resource without its empty elements, which FHIR does not allow."""
        return {"resourceType": kind, "id": self.of(kind)} | filled(content)

    def identifier(self) -> dict[str, str]:
        """Return the request's reference as an identifier."""
        return {"system": self.system("reference"), "value": self.submission.reference}


def filled(content: dict[str, Any]) -> dict[str, Any]:
    """Return the non-empty elements: FHIR has no empty strings, lists or objects."""
    return {name: value for name, value in content.items() if value not in (None, "", [], {})}


def text(value: Any) -> str:
    """Return a value as a valid FHIR string."""
    return _CONTROLS.sub("", str(value)).strip()


def moment(at: dt.datetime) -> str:
    """Return an instant in UTC, in ISO 8601."""
    return at.astimezone(dt.UTC).isoformat()


def patient(ids: Ids, row: ExportRow, included: dict[str, Any]) -> dict[str, Any]:
    """Return the person who needs help, without a name if someone else asked on their behalf."""
    return ids.new("Patient", identifier=[ids.identifier()], **_contact(row, included))


def asker(ids: Ids, row: ExportRow, included: dict[str, Any]) -> dict[str, Any]:
    """Return the person who asked on someone else's behalf, whom the clinic talks to."""
    return ids.new("RelatedPerson", patient=ids.reference("Patient"), **_contact(row, included))


def contact_flag(ids: Ids, row: ExportRow) -> dict[str, Any]:
    """Return how the person may be contacted, as a flag, which record systems show next to the name."""
    return ids.new(
        "Flag",
        identifier=[ids.identifier()],
        status="active",
        category=[{"coding": [{"system": f"{_TERMINOLOGY}/flag-category", "code": "contact"}]}],
        code={"text": contact_rules(row)},
        subject=ids.reference("Patient"),
    )


def _contact(row: ExportRow, included: dict[str, Any]) -> dict[str, Any]:
    # A number or address that was given for something else, or before a change, must not be used.
    answer, system = contact_point(row)
    used = included.get(answer) or ""
    if isinstance(used, dict):  # a phone number
        used = used["e164"] + (f";ext={used['extension']}" if used.get("extension") else "")
    language = included.get("language")
    name = text(included.get("name") or "")
    return {
        "name": [{"text": name}] if name else [],
        "telecom": [{"system": system, "value": text(used)}] if used else [],
        "communication": [_speaks(language)] if language in (Language.ENGLISH, Language.SPANISH) else [],
    }


def _speaks(language: str) -> dict[str, Any]:
    return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}, "preferred": True}


def service_request(ids: Ids, submission: Submission, who: dict[str, str]) -> dict[str, Any]:
    """Return what was asked for, and when the appointment is. "proposal": no clinician has ordered it."""
    status = _STATES[Status(submission.status)][1]
    comes = submission.appointment_at is not None and status in {"active", "completed"}
    return ids.new(
        "ServiceRequest",
        identifier=[ids.identifier()],
        status=status,
        intent="proposal",
        code=_coded(ids, "kind", Kind(submission.kind)),
        subject=ids.reference("Patient"),
        occurrenceDateTime=moment(submission.appointment_at) if comes else "",
        authoredOn=moment(submission.received_at),
        requester=who,
    )


def task(ids: Ids, row: ExportRow, who: dict[str, str]) -> dict[str, Any]:
    """Return what the clinic has to do, by when, and its progress."""
    submission = row.submission
    status, _request, reason = _STATES[Status(submission.status)]
    is_unchecked = submission.quarantined and submission.is_open
    notes = [_MISSING_ANSWERS.get(row.state, ""), _UNCHECKED if is_unchecked else ""]
    return ids.new(
        "Task",
        identifier=[ids.identifier()],
        status=status,
        statusReason={"text": reason} if reason else {},
        businessStatus=_coded(ids, "status", Status(submission.status)),
        intent="proposal",
        priority="urgent" if submission.read_first else "routine",
        code=_coded(ids, "kind", Kind(submission.kind)),
        focus=ids.reference("ServiceRequest"),
        **{"for": ids.reference("Patient")},
        authoredOn=moment(submission.received_at),
        requester=who,
        owner=_member(ids, submission.claimed_by),
        restriction={"period": {"end": moment(submission.due_at)}} if submission.due_at else {},
        note=[{"text": note} for note in notes if note],
    )


def consent(ids: Ids, row: ExportRow, who: dict[str, str]) -> dict[str, Any]:
    """Return the consent as it was read; inactive once the request is withdrawn."""
    wording = wording_for(row.answers)
    agreed = {"coding": [{"system": ids.system("wording"), "code": wording.version}]}
    return ids.new(
        "Consent",
        status="inactive" if row.submission.status == Status.WITHDRAWN else "active",
        scope={"coding": [{"system": f"{_TERMINOLOGY}/consentscope", "code": "patient-privacy"}]},
        category=[{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        patient=ids.reference("Patient"),
        dateTime=moment(row.submission.received_at),
        performer=[who],
        sourceReference=ids.reference("QuestionnaireResponse"),
        policyRule=agreed
        | {"text": in_language(wording.questions["consent"].label, language_of(row.answers))},
    )


def communications(ids: Ids, submission: Submission, who: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each attempt to reach the person; `who` is empty if it isn't known who asked."""
    for attempt in submission.attempts.all():
        was_written = attempt.channel != Channel.PHONE and attempt.result != AttemptResult.WRONG_NUMBER
        result = _coded(ids, "attempt-result", attempt.result, attempt.result_label)
        resource = ids.new(
            "Communication",
            basedOn=[ids.reference("ServiceRequest")],
            status="completed" if was_written or attempt.result in _SAID else "not-done",
            statusReason=result,
            medium=[_medium(Channel(attempt.channel))],
            subject=ids.reference("Patient"),
            sent=moment(attempt.made_at),
            recipient=[who] if who else [],
            sender=_member(ids, attempt.made_by),
        )
        yield resource | {"id": str(uuid.uuid5(submission.pk, f"Communication/{attempt.pk}"))}


def _medium(channel: Channel) -> dict[str, Any]:
    coding = {"system": f"{_TERMINOLOGY}/v3-ParticipationMode", "code": _MEDIA[channel]}
    return {"coding": [coding], "text": str(channel.label)}


def _member(ids: Ids, user: Any) -> dict[str, Any]:
    # An identifier, not a resource: other systems should not store staff accounts.
    if user is None:
        return {}
    identifier = {"system": ids.system("staff"), "value": user.get_username()}
    return {"type": "Practitioner", "identifier": identifier}


def _coded(ids: Ids, system: str, code: Any, display: str = "") -> dict[str, Any]:
    label = display or str(code.label)
    return {"coding": [{"system": ids.system(system), "code": str(code), "display": label}]}
