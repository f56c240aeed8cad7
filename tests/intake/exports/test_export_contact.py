"""A number or an address leaves the site only with how the person may be contacted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import override_settings
from jsonschema import Draft6Validator

from intake.enums import AttemptResult, AuditKind, Channel, ExportFormat, ExportReason, PatientActionKind
from intake.exports.contact import with_contact_rules
from intake.models import AuditEvent, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.exporting import Export, Selection
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.requests.patient_actions import act
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.linking import link
from intake.staff.export.page import stream
from tests.intake.exports.fhir import fhir_of, resource_of, resources_of
from tests.intake.workbench import HOUR, MONDAY, request_of
from tests.typed import SECRET

pytestmark = pytest.mark.django_db
REACHED_BY = ("phone", "email")


def _rules_in_json(
    actor: AbstractBaseUser,
    submission: Submission,
    *columns: str,
    reason: ExportReason = ExportReason.RECORD,
) -> dict[str, Any]:
    columns = with_contact_rules(columns or REACHED_BY)
    export = Export(Selection(ids=(submission.pk,)), ExportFormat.JSON, reason, columns, opened=True)
    (row,) = json.loads(b"".join(stream(export, actor)))["requests"]
    return row


def _telecom(actor: AbstractBaseUser, submission: Submission) -> list[dict[str, str]]:
    file = fhir_of(actor, fields=REACHED_BY, ids=(submission.pk,))
    return resource_of(file, "Patient").get("telecom", [])


def _flag(actor: AbstractBaseUser, submission: Submission) -> str:
    return resource_of(fhir_of(actor, fields=(), ids=(submission.pk,)), "Flag")["code"]["text"]


def test_number_comes_with_whom_to_ask_for_and_what_to_say_first(nurse: AbstractBaseUser) -> None:
    row = _rules_in_json(nurse, request_of(ask_for="Alex", code_word="river"), "phone")

    assert (row["ask_for"], row["code_word"]) == ("Alex", "river")
    assert "We’ll call the number you gave." in row["contact_rules"]
    assert "We won’t leave a message." in row["contact_rules"]


@pytest.mark.parametrize(
    ("reason", "word"),
    [(ExportReason.RECORD, None), (ExportReason.THEY_ASKED, "river"), (ExportReason.LAW, "river")],
)
def test_word_to_be_asked_for_at_a_changed_number_is_left_out_unless_everything_is_asked_for(
    nurse: AbstractBaseUser, reason: ExportReason, word: str | None
) -> None:
    submission = request_of(code_word="river")
    new = {"typed": "732-555-0177", "e164": "+17325550177", "extension": ""}
    amend(submission, {"phone": new, "wording": "change-2"}, MONDAY)

    row = _rules_in_json(nurse, submission, "phone", "code_word", reason=reason)

    assert row["code_word"] == word
    assert "asks for the word first" in row["contact_rules"]


def test_number_comes_with_a_note_that_a_linked_request_has_the_word(nurse: AbstractBaseUser) -> None:
    first, second = request_of(code_word="river"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)

    row = _rules_in_json(nurse, second, "phone")

    assert "the word to say first is in a linked request" in row["contact_rules"]


def test_export_without_a_number_or_an_address_has_no_rules() -> None:
    assert with_contact_rules(("name", "message")) == ("name", "message")


def test_fhir_shows_the_rules_beside_the_patient(nurse: AbstractBaseUser, schema: Draft6Validator) -> None:
    submission = request_of(times=["morning"], say_clinic_name=True)
    file = fhir_of(nurse, fields=())

    flag = resource_of(file, "Flag")
    assert flag["subject"]["type"] == "Patient"
    assert "morning, before 11 a.m." in flag["code"]["text"]
    assert "We may say the clinic’s name." in flag["code"]["text"]
    assert list(schema.iter_errors(json.loads(file))) == []
    assert submission.reference in file


@pytest.mark.parametrize(
    ("channel", "point"),
    [
        ("phone", {"system": "phone", "value": "+17325550142"}),
        ("text", {"system": "sms", "value": "+17325550142"}),
        ("email", {"system": "email", "value": "sam@example.com"}),
    ],
)
def test_fhir_contains_only_the_channel_that_was_chosen(
    nurse: AbstractBaseUser, channel: str, point: dict[str, str]
) -> None:
    submission = request_of(channel=channel, email="sam@example.com", confirm=True)

    assert _telecom(nurse, submission) == [point]


def test_number_is_no_contact_point_after_a_change_to_email(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    amend(submission, {"channel": "email", "email": "new@example.com", "wording": "change-2"}, MONDAY)

    assert _telecom(nurse, submission) == [{"system": "email", "value": "new@example.com"}]


def test_withdrawn_request_has_no_contact_point(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    withdraw(submission, MONDAY)

    assert _telecom(nurse, submission) == []
    assert _flag(nurse, submission).startswith("They withdrew the request.")
    assert _rules_in_json(nurse, submission)["contact_rules"].startswith("They withdrew the request.")


def test_withdrawal_that_the_worker_has_not_applied_counts(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    with override_settings(SEALING_PRIVATE_KEYS_FILE=None):  # on the public side
        act(submission, PatientActionKind.WITHDRAW, MONDAY, secret=SECRET)

    row = _rules_in_json(nurse, submission, "status", "phone")
    assert row["status"] == "withdrawn"
    assert row["contact_rules"].startswith("They withdrew the request.")


def test_wrong_number_is_no_contact_point_until_it_is_changed(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)

    assert _telecom(nurse, submission) == []
    assert _rules_in_json(nurse, submission)["contact_rules"].startswith("The number was wrong")

    new = {"typed": "732 555 0143", "e164": "+17325550143", "extension": ""}
    amend(submission, {"phone": new, "wording": "change-2"}, MONDAY + HOUR)
    assert _telecom(nurse, submission) == [{"system": "phone", "value": "+17325550143"}]


def test_wrong_address_is_no_contact_point(nurse: AbstractBaseUser) -> None:
    submission = request_of(channel="email", email="sam@example.com")
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)

    assert _telecom(nurse, submission) == []
    assert _rules_in_json(nurse, submission)["contact_rules"].startswith("The email address was wrong")


def test_wrong_number_is_no_wrong_address(nurse: AbstractBaseUser) -> None:
    one, other = request_of("Sam"), request_of("Samuel", channel="email", email="sam@example.com")
    index_new(set())
    record_attempt(one, Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE), actor=nurse, now=MONDAY)
    link(one, other, actor=nurse, now=MONDAY)

    assert "email address was wrong" not in _rules_in_json(nurse, one)["contact_rules"]
    assert _telecom(nurse, other) == [{"system": "email", "value": "sam@example.com"}]


def test_number_that_was_wrong_on_a_linked_request_is_no_contact_point(nurse: AbstractBaseUser) -> None:
    one, other = request_of("Sam"), request_of("Samuel")
    index_new(set())
    link(one, other, actor=nurse, now=MONDAY)
    record_attempt(one, Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE), actor=nurse, now=MONDAY)

    assert _telecom(nurse, other) == []
    assert _rules_in_json(nurse, other)["contact_rules"].startswith("The number was wrong")


def test_rules_of_linked_requests_apply(nurse: AbstractBaseUser) -> None:
    lenient, strict = request_of("Sam", voicemail=True), request_of("Samuel")
    assert "We may leave a short message." in _flag(nurse, lenient)

    link(lenient, strict, actor=nurse, now=MONDAY)

    assert "We won’t leave a message." in _flag(nurse, lenient)
    assert "We won’t leave a message." in _rules_in_json(nurse, lenient)["contact_rules"]


def test_linked_requests_without_a_common_time_give_no_contact_point(nurse: AbstractBaseUser) -> None:
    one, other = request_of("Sam", times=["morning"]), request_of("Samuel", times=["afternoon"])
    link(one, other, actor=nurse, now=MONDAY)

    assert _telecom(nurse, one) == []
    assert "no common time" in _flag(nurse, one)


def test_no_one_is_to_be_contacted_if_a_linked_request_was_altered(nurse: AbstractBaseUser) -> None:
    one, other = request_of("Sam"), request_of("Samuel")
    index_new(set())
    link(one, other, actor=nurse, now=MONDAY)
    Submission.objects.filter(pk=other.pk).update(sealed="nonsense")

    assert _telecom(nurse, one) == []
    assert "Don’t contact them." in _flag(nurse, one)
    assert AuditEvent.objects.filter(kind=AuditKind.ALTERED, submission=other, actor=nurse).exists()


def test_rules_for_someone_else_belong_to_the_person_who_asked(nurse: AbstractBaseUser) -> None:
    submission = request_of(for_whom="someone", channel="text")
    file = fhir_of(nurse, fields=REACHED_BY, ids=(submission.pk,))

    assert resource_of(file, "RelatedPerson")["telecom"] == [{"system": "sms", "value": "+17325550142"}]
    assert "telecom" not in resource_of(file, "Patient")
    assert len(resources_of(file, "Flag")) == 1
