"""The contents of a FHIR export: answers, consent, attempts, and notes on missing answers."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from jsonschema import Draft6Validator

from intake.enums import AttemptResult, Channel, Kind
from intake.exports.columns import REACHING
from intake.models import ContactAttempt, Submission
from intake.services.jobs.retention import purge
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.requests.withdrawing import withdraw
from tests.intake.exports.fhir import ANSWERS, BASE, NOW, fhir_of, resource_of, resources_of

pytestmark = pytest.mark.django_db


def test_link_ids_are_question_ids(nurse: Any, submission: Submission) -> None:
    response = resource_of(fhir_of(nurse), "QuestionnaireResponse")
    items = {item["linkId"]: item for item in response["item"]}

    assert response["questionnaire"] == f"{BASE}/fhir/Questionnaire/consultation|1"
    assert items["note"]["answer"] == [{"valueString": "I sleep\nbadly."}]
    assert items["voicemail"]["answer"] == [{"valueBoolean": False}]
    assert [each["valueCoding"]["code"] for each in items["areas"]["answer"]] == ["sleep", "mood"]
    assert items["heart"]["text"] == "A heart problem, or a stroke"
    assert "ask_for" not in items


def test_latest_answer_is_exported_and_the_response_is_amended(nurse: Any, submission: Submission) -> None:
    later = NOW + dt.timedelta(hours=2)
    amend(submission, {"wording": "change-1", "voicemail": True}, later)

    response = resource_of(fhir_of(nurse), "QuestionnaireResponse")
    items = {item["linkId"]: item for item in response["item"]}
    assert items["voicemail"]["answer"] == [{"valueBoolean": True}]
    assert (response["status"], response["authored"]) == ("amended", later.isoformat())


def test_answer_added_in_a_later_change_is_exported(nurse: Any) -> None:
    first = receive(Kind.CALLBACK, {"consent": "callback-1", "name": "Kim", "voicemail": False}, now=NOW)
    amend(first, {"wording": "change-1", "ask_for": "Alex"}, NOW)

    items = {item["linkId"]: item for item in resource_of(fhir_of(nurse), "QuestionnaireResponse")["item"]}
    assert items["ask_for"]["answer"] == [{"valueString": "Alex"}]


def test_only_chosen_answers_are_exported(nurse: Any, submission: Submission) -> None:
    file = fhir_of(nurse, fields=("name",))

    assert [item["linkId"] for item in resource_of(file, "QuestionnaireResponse")["item"]] == ["name"]
    assert resource_of(file, "Patient")["name"] == [{"text": "Sam Lee"}]
    assert not any(word in file for word in ("5550142", "sam@example.com", "badly", "unsure", "spanish"))


def test_no_answers_are_exported_if_none_are_chosen(nurse: Any, submission: Submission) -> None:
    file = fhir_of(nurse, fields=())

    assert "item" not in resource_of(file, "QuestionnaireResponse")
    assert "Sam" not in file


def test_patient_has_contact_details_and_language(nurse: Any, submission: Submission) -> None:
    person = resource_of(fhir_of(nurse, fields=REACHING), "Patient")

    assert person["telecom"] == [{"system": "phone", "value": "+17325550142;ext=7"}]
    assert person["communication"][0]["language"]["coding"][0]["code"] == "es"
    assert person["identifier"] == [
        {"system": f"{BASE}/fhir/reference", "value": Submission.objects.get().reference}
    ]


def test_person_who_asks_for_someone_else_is_not_the_patient(nurse: Any) -> None:
    receive(Kind.CONSULTATION, ANSWERS | {"for_whom": "someone"}, now=NOW)
    file = fhir_of(nurse)

    assert "name" not in resource_of(file, "Patient")
    assert resource_of(file, "RelatedPerson")["name"] == [{"text": "Sam Lee"}]
    assert resource_of(file, "Task")["requester"]["type"] == "RelatedPerson"


def test_consent_has_its_exact_wording(nurse: Any, submission: Submission) -> None:
    consent = resource_of(fhir_of(nurse), "Consent")

    assert consent["policyRule"]["coding"] == [{"system": f"{BASE}/fhir/wording", "code": "consultation-1"}]
    assert consent["policyRule"]["text"].startswith("I agree that staff of the clinic may read these answers")


def test_purged_request_exports_three_resources(nurse: Any, submission: Submission) -> None:
    withdraw(submission, NOW)
    purge(NOW + dt.timedelta(days=31))
    file = fhir_of(nurse)

    kinds = [entry["resource"]["resourceType"] for entry in json.loads(file)["entry"]]
    assert kinds == ["Patient", "ServiceRequest", "Task"]
    assert "note" not in resource_of(file, "Task")


def test_task_notes_that_answers_could_not_be_opened(nurse: Any, submission: Submission) -> None:
    Submission.objects.update(sealed="nonsense")

    assert "could not be opened" in resource_of(fhir_of(nurse), "Task")["note"][0]["text"]


def test_task_notes_that_it_may_be_spam(nurse: Any, submission: Submission) -> None:
    Submission.objects.update(quarantined=True)

    assert resource_of(fhir_of(nurse), "Task")["note"][0]["text"].startswith("Possible spam")


@pytest.mark.parametrize(
    ("status", "comes"), [("scheduled", True), ("attempting", True), ("withdrawn", False)]
)
def test_appointment_is_when_the_service_takes_place(
    nurse: Any, submission: Submission, schema: Draft6Validator, status: str, *, comes: bool
) -> None:
    Submission.objects.update(status=status, appointment_at=NOW + dt.timedelta(days=7))
    file = fhir_of(nurse)

    assert resource_of(file, "ServiceRequest").get("occurrenceDateTime") == (
        "2026-11-30T15:00:00+00:00" if comes else None
    )
    assert list(schema.iter_errors(json.loads(file))) == []


def _attempt(submission: Submission, nurse: Any, channel: Channel, result: AttemptResult) -> ContactAttempt:
    return ContactAttempt.objects.create(
        submission=submission, made_at=NOW, made_by=nurse, channel=channel, result=result, sealed=""
    )


def test_each_attempt_is_a_communication(nurse: Any, submission: Submission, schema: Draft6Validator) -> None:
    called = _attempt(submission, nurse, Channel.PHONE, AttemptResult.NO_ANSWER)
    wrote = _attempt(submission, nurse, Channel.EMAIL, AttemptResult.REACHED)
    file = fhir_of(nurse)

    by_medium = {each["medium"][0]["coding"][0]["code"]: each for each in resources_of(file, "Communication")}
    assert {code: each["status"] for code, each in by_medium.items()} == {
        "PHONE": "not-done",
        "EMAILWRIT": "completed",
    }
    assert by_medium["PHONE"]["statusReason"]["coding"][0]["code"] == called.result
    assert by_medium["PHONE"]["id"] != by_medium["EMAILWRIT"]["id"]
    assert wrote.made_by.get_username() == by_medium["EMAILWRIT"]["sender"]["identifier"]["value"]
    assert list(schema.iter_errors(json.loads(file))) == []


@pytest.mark.parametrize(
    ("channel", "result", "status"),
    [
        (Channel.PHONE, AttemptResult.VOICEMAIL, "completed"),
        (Channel.PHONE, AttemptResult.NO_ANSWER, "not-done"),
        (Channel.PHONE, AttemptResult.WRONG_NUMBER, "not-done"),
        (Channel.TEXT, AttemptResult.NO_ANSWER, "completed"),
        (Channel.TEXT, AttemptResult.WRONG_NUMBER, "not-done"),
    ],
)
def test_message_that_was_left_or_sent_is_a_communication_that_took_place(
    nurse: Any, submission: Submission, channel: Channel, result: AttemptResult, status: str
) -> None:
    _attempt(submission, nurse, channel, result)

    assert resource_of(fhir_of(nurse), "Communication")["status"] == status


@pytest.mark.parametrize(
    ("channel", "words"),
    [(Channel.PHONE, "Voicemail left"), (Channel.TEXT, "Message sent"), (Channel.EMAIL, "Message sent")],
)
def test_only_a_call_leaves_a_voicemail(
    nurse: Any, submission: Submission, channel: Channel, words: str
) -> None:
    _attempt(submission, nurse, channel, AttemptResult.VOICEMAIL)

    reason = resource_of(fhir_of(nurse), "Communication")["statusReason"]
    assert reason["coding"][0] | {"system": ""} == {"system": "", "code": "voicemail", "display": words}


def test_task_owner_is_the_user_who_claimed_it(nurse: Any, submission: Submission) -> None:
    Submission.objects.update(claimed_by=nurse)

    assert resource_of(fhir_of(nurse), "Task")["owner"]["identifier"]["value"] == "nurse"


def test_request_without_attempts_has_no_communication(nurse: Any, submission: Submission) -> None:
    assert resources_of(fhir_of(nurse), "Communication") == []
