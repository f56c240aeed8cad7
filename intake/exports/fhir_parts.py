"""The resources of a bundle that say who asked for what, and what became of it.

How our states become those of Task and ServiceRequest stands in one table, `_STATES`.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.enums import AttemptResult, Channel, Kind, Language, Status
from intake.models import Submission
from intake.services.exporting import Row
from intake.wording import wording_for

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # FHIR strings may not hold them

# Our status: that of the Task, that of the ServiceRequest, and why, where FHIR wants to know.
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
# HL7's codes for ways of taking part (v3-ParticipationMode).
_MEDIA = {Channel.PHONE: "PHONE", Channel.TEXT: "SMSWRIT", Channel.EMAIL: "EMAILWRIT"}
_HEARD = {
    AttemptResult.REACHED,
    AttemptResult.CALL_BACK,
}  # results of attempts by which somebody was spoken to or wrote back


@dataclass(frozen=True)
class Ids:
    """The ids and addresses of the resources of one submission: the same at each export."""

    submission: Submission
    base: str

    def of(self, kind: str) -> str:
        """Return the id of the resource of a kind (UUID version 5, RFC 9562)."""
        return str(uuid.uuid5(self.submission.pk, kind))

    def reference(self, kind: str) -> dict[str, str]:
        """Return a reference to the resource of a kind in the same bundle."""
        return {"reference": f"urn:uuid:{self.of(kind)}", "type": kind}

    def system(self, name: str) -> str:
        """Return the address that names a system of codes or identifiers of this site."""
        return f"{self.base}/fhir/{name}"

    def new(self, kind: str, **content: Any) -> dict[str, Any]:
        """Return a resource; elements without a value are left out, as FHIR wants."""
        return {"resourceType": kind, "id": self.of(kind)} | filled(content)

    def identifier(self) -> dict[str, str]:
        """Return the reference that the person was given, as an identifier."""
        return {"system": self.system("reference"), "value": self.submission.reference}


def filled(content: dict[str, Any]) -> dict[str, Any]:
    """Return what has a value: FHIR knows no empty strings, lists or objects."""
    return {name: value for name, value in content.items() if value not in (None, "", [], {})}


def text(value: Any) -> str:
    """Return a string as FHIR allows it."""
    return _CONTROLS.sub("", str(value)).strip()


def moment(at: dt.datetime) -> str:
    """Return an instant, in UTC."""
    return at.astimezone(dt.UTC).isoformat()


def patient(ids: Ids, told: dict[str, Any]) -> dict[str, Any]:
    """Return the person who needs help; without a name where somebody else asked for them."""
    return ids.new("Patient", identifier=[ids.identifier()], **_reaching(told))


def asker(ids: Ids, told: dict[str, Any]) -> dict[str, Any]:
    """Return who asked for somebody else: the person that the clinic talks to."""
    return ids.new("RelatedPerson", patient=ids.reference("Patient"), **_reaching(told))


def _reaching(told: dict[str, Any]) -> dict[str, Any]:
    phone = told.get("phone") or {}
    number = phone.get("e164", "") + (f";ext={phone['extension']}" if phone.get("extension") else "")
    telecom = [
        {"system": system, "value": value}
        for system, value in (("phone", number), ("email", text(told.get("email") or "")))
        if value
    ]
    language = told.get("language")
    name = text(told.get("name") or "")
    return {
        "name": [{"text": name}] if name else [],
        "telecom": telecom,
        "communication": [_speaks(language)] if language in (Language.ENGLISH, Language.SPANISH) else [],
    }


def _speaks(language: str) -> dict[str, Any]:
    return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}, "preferred": True}


def service_request(ids: Ids, submission: Submission, who: dict[str, str]) -> dict[str, Any]:
    """Return what was asked for. It is a proposal: nothing of it was ordered by a clinician."""
    return ids.new(
        "ServiceRequest",
        identifier=[ids.identifier()],
        status=_STATES[Status(submission.status)][1],
        intent="proposal",
        code=_coded(ids, "kind", Kind(submission.kind)),
        subject=ids.reference("Patient"),
        authoredOn=moment(submission.received_at),
        requester=who,
    )


def task(ids: Ids, row: Row, who: dict[str, str]) -> dict[str, Any]:
    """Return what the clinic has to do, by when, and how far it is."""
    submission = row.submission
    status, _request, reason = _STATES[Status(submission.status)]
    lacking = "The answers could not be opened when this was exported." if row.state == "unreadable" else ""
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
        note=[{"text": lacking}] if lacking else [],
    )


def consent(ids: Ids, row: Row, who: dict[str, str]) -> dict[str, Any]:
    """Return what was agreed to, in the very words; inactive once the request is withdrawn."""
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
        policyRule=agreed | {"text": text(wording.questions["consent"].label)},
    )


def communications(ids: Ids, submission: Submission, who: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each attempt to reach the person."""
    for attempt in submission.attempts.all():
        heard = attempt.result in _HEARD
        result = _coded(ids, "attempt-result", attempt.result, attempt.get_result_display())
        told = ids.new(
            "Communication",
            basedOn=[ids.reference("ServiceRequest")],
            status="completed" if heard else "not-done",
            statusReason=result,
            medium=[_medium(Channel(attempt.channel))],
            subject=ids.reference("Patient"),
            sent=moment(attempt.made_at),
            recipient=[who],
            sender=_member(ids, attempt.made_by),
        )
        yield told | {"id": str(uuid.uuid5(submission.pk, f"Communication/{attempt.pk}"))}


def _medium(channel: Channel) -> dict[str, Any]:
    coding = {"system": f"{_TERMINOLOGY}/v3-ParticipationMode", "code": _MEDIA[channel]}
    return {"coding": [coding], "text": str(channel.label)}


def _member(ids: Ids, user: Any) -> dict[str, Any]:
    # Named by their account, not as a resource: accounts of staff are not for other systems to keep.
    if user is None:
        return {}
    identifier = {"system": ids.system("staff"), "value": user.get_username()}
    return {"type": "Practitioner", "identifier": identifier}


def _coded(ids: Ids, system: str, code: Any, display: str = "") -> dict[str, Any]:
    label = display or str(code.label)
    return {"coding": [{"system": ids.system(system), "code": str(code), "display": label}]}
