"""FHIR exports are valid and reproducible, and withdrawn requests are cancelled."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft6Validator

from intake.enums import Kind, Status
from intake.models import ContactAttempt, Submission
from intake.services.jobs.retention import purge
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.requests.withdrawing import withdraw
from tests.intake.exports.fhir import ANSWERS, BASE, NOW, fhir_of, resource_of

pytestmark = pytest.mark.django_db


def _everything(nurse: Any) -> str:
    """Return a bundle with a request in each status, some of them changed, withdrawn or purged."""
    for number, status in enumerate(Status):
        changed = {"name": f"Sam {number}", "for_whom": "someone" if number % 2 else "me"}
        made = receive(Kind.CONSULTATION, ANSWERS | changed, now=NOW + dt.timedelta(minutes=number))
        if number % 3 == 0:
            amend(made, {"wording": "change-1", "voicemail": True}, NOW + dt.timedelta(hours=1))
        Submission.objects.filter(pk=made.pk).update(status=status, read_first=number % 4 == 0)
    purged = receive(Kind.CALLBACK, {"consent": "callback-1", "name": "Kim"}, now=NOW)
    withdraw(purged, NOW)
    purge(NOW + dt.timedelta(days=31))
    return fhir_of(nurse)


def test_every_status_is_valid_in_the_r4_schema(nurse: Any, schema: Draft6Validator) -> None:
    errors = [
        f"{list(error.absolute_path)}: {error.message[:200]}"
        for error in schema.iter_errors(json.loads(_everything(nurse)))
    ]

    assert errors == []


def test_every_status_is_valid_in_fhir_resources(nurse: Any) -> None:
    bundle = Bundle.model_validate_json(_everything(nurse))

    assert bundle.type == "transaction"


def test_schema_rejects_an_invalid_status(
    nurse: Any, submission: Submission, schema: Draft6Validator
) -> None:
    bundle = json.loads(fhir_of(nurse))
    bundle["entry"][2]["resource"]["status"] = "withdrawn"

    assert not schema.is_valid(bundle)


def test_export_is_reproducible(nurse: Any) -> None:
    assert _everything(nurse) == fhir_of(nurse)


def test_importing_again_updates_without_adding(nurse: Any, submission: Submission) -> None:
    entries = json.loads(fhir_of(nurse))["entry"]
    server: dict[str, Any] = {}
    for entry in [*entries, *json.loads(fhir_of(nurse))["entry"]]:
        assert entry["request"]["method"] == "PUT"
        server[entry["request"]["url"]] = entry["resource"]

    assert len(server) == len(entries)
    assert {f"{each['resourceType']}/{each['id']}" for each in server.values()} == set(server)


@pytest.mark.parametrize("why", ["purged", "unreadable"])
@pytest.mark.parametrize("for_whom", ["me", "someone"])
def test_name_that_was_imported_is_not_emptied_once_there_are_no_answers(
    nurse: Any, for_whom: str, why: str
) -> None:
    made = receive(Kind.CONSULTATION, ANSWERS | {"for_whom": for_whom}, now=NOW)
    if why == "purged":
        withdraw(made, NOW)
        purge(NOW + dt.timedelta(days=31))
    else:
        Submission.objects.update(sealed="nonsense")

    [patient, *others] = json.loads(fhir_of(nurse))["entry"]
    assert patient["request"] == {
        "method": "POST",
        "url": "Patient",
        "ifNoneExist": f"identifier={BASE}/fhir/reference|{made.reference}",
    }
    assert {each["request"]["method"] for each in others} == {"PUT"}


@pytest.mark.parametrize("why", ["purged", "unreadable"])
def test_patient_is_not_said_to_have_asked_once_there_are_no_answers(nurse: Any, why: str) -> None:
    made = receive(Kind.CONSULTATION, ANSWERS | {"for_whom": "someone"}, now=NOW)
    ContactAttempt.objects.create(
        submission=made, made_at=NOW, made_by=nurse, channel="phone", result="no_answer", sealed=""
    )
    assert resource_of(fhir_of(nurse), "Task")["requester"]["type"] == "RelatedPerson"
    if why == "purged":
        withdraw(made, NOW)
        purge(NOW + dt.timedelta(days=31))
    else:
        Submission.objects.update(sealed="nonsense")

    for entry in json.loads(fhir_of(nurse))["entry"]:
        assert {"requester", "recipient"}.isdisjoint(entry["resource"])


def test_every_reference_resolves_to_an_entry_of_its_type(nurse: Any) -> None:
    entries = json.loads(_everything(nurse))["entry"]
    known = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in entries}
    referred = [each for entry in entries for each in _references(entry["resource"])]

    assert referred
    assert all(known[each["reference"]] == each["type"] for each in referred)


def _references(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "reference" in value:
            yield value
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


@pytest.mark.parametrize(
    ("status", "task", "service"),
    [
        ("new", "requested", "active"),
        ("claimed", "accepted", "active"),
        ("attempting", "in-progress", "active"),
        ("reached", "in-progress", "active"),
        ("scheduled", "completed", "completed"),
        ("referred", "completed", "completed"),
        ("not_a_match", "rejected", "revoked"),
        ("unreachable", "failed", "revoked"),
        ("withdrawn", "cancelled", "revoked"),
        ("spam", "entered-in-error", "entered-in-error"),
    ],
)
def test_each_status_is_mapped(
    nurse: Any, submission: Submission, status: str, task: str, service: str
) -> None:
    Submission.objects.update(status=status)
    file = fhir_of(nurse)

    assert (resource_of(file, "Task")["status"], resource_of(file, "ServiceRequest")["status"]) == (
        task,
        service,
    )
    assert ("statusReason" in resource_of(file, "Task")) == (
        task in {"rejected", "failed", "cancelled", "entered-in-error"}
    )


def test_withdrawn_request_is_cancelled_with_a_reason(nurse: Any, submission: Submission) -> None:
    before = resource_of(fhir_of(nurse), "Task")["id"]
    withdraw(submission, NOW)
    file = fhir_of(nurse)

    task = resource_of(file, "Task")
    assert (task["id"], task["status"]) == (before, "cancelled")
    assert task["statusReason"] == {"text": "Withdrawn by the person who asked"}
    assert resource_of(file, "Consent")["status"] == "inactive"


def test_task_contains_patient_deadline_and_status(nurse: Any, submission: Submission) -> None:
    task = resource_of(fhir_of(nurse), "Task")

    assert task["restriction"] == {"period": {"end": submission.due_at.isoformat()}}
    assert task["for"]["type"] == "Patient"
    assert task["businessStatus"]["coding"][0] == {
        "system": f"{BASE}/fhir/status",
        "code": "new",
        "display": "New",
    }
