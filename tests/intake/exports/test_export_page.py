"""The export page: permissions, form, file contents, and audit events."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AuditKind, Kind, Status
from intake.models import AuditEvent, Submission
from intake.roles import Role
from intake.services import exporting
from intake.services.jobs.retention import purge
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.claiming import claim

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
PAGE = "/admin/intake/submission/export/"
LIST = "/admin/intake/submission/"
RULES = (
    "We’ll call the number you gave. We’ll try at these times: morning, before 11 a.m.; midday, 11 a.m. to "
    "2 p.m. We won’t leave a message. If no one answers, we’ll call back. We won’t say the clinic’s name to "
    "anyone else."
)
ANSWERS = {
    "wording": "callback-2",
    "name": "=Rosalind",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0142", "e164": "+17325550142", "extension": ""},
    "times": ["morning", "midday"],
    "voicemail": False,
    "say_clinic_name": False,
    "message": "two\nlines",
    "consent": "callback-2",
}


@pytest.fixture
def manager(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("manager", Role.MANAGER)


@pytest.fixture
def staff(client: Client, manager: AbstractBaseUser, signed_in: Callable[..., Client]) -> Client:
    return signed_in(client, manager)


def _received(name: str = "=Rosalind", *, days: int = 0) -> Submission:
    return receive(Kind.CALLBACK, ANSWERS | {"name": name}, now=NOW + dt.timedelta(days=days))


def _asked(**changes: Any) -> dict[str, Any]:
    return {"reason": "own_work", "format": "csv", "plain": ["reference", "status"]} | changes


def _file(client: Client, **changes: Any) -> str:
    answer = client.post(PAGE, _asked(**changes))
    assert answer.streaming, answer.content.decode()
    return b"".join(answer.streaming_content).decode()


def _table(client: Client, **changes: Any) -> list[dict[str, str]]:
    text = _file(client, **changes).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_superuser_without_a_role_cannot_export(
    client: Client, person: Callable[..., AbstractBaseUser], signed_in: Callable[..., Client]
) -> None:
    _received()
    technician = signed_in(client, person("technician", is_superuser=True))

    assert (technician.get(PAGE).status_code, technician.post(PAGE, _asked()).status_code) == (403, 403)
    assert PAGE not in technician.get(LIST).content.decode()
    assert not AuditEvent.objects.filter(kind=AuditKind.EXPORTED).exists()


def test_inactive_user_cannot_export(manager: AbstractBaseUser) -> None:
    assert exporting.may_export(manager)

    manager.is_active = False
    assert not exporting.may_export(manager)


def test_no_patient_answers_are_preselected(staff: Client) -> None:
    form = staff.get(PAGE).context["form"]

    assert form["plain"].value()
    assert (form["reaching"].value(), form["written"].value()) == (None, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": ""}, "Choose a reason"),
        ({"plain": []}, "Choose at least one column"),
        ({"since": "2026-11-24", "until": "2026-11-23"}, "Enter a date on or after"),
        ({"since": "tomorrow"}, "Enter a date like"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "Enter a date like"),
        ({"statuses": ["spam"]}, "No requests match"),
    ],
)
def test_invalid_form_shows_the_error_and_exports_nothing(
    staff: Client, changes: dict[str, Any], error: str
) -> None:
    _received()
    answer = staff.post(PAGE, _asked(**changes))

    assert error in answer.content.decode()
    assert not AuditEvent.objects.exists()


def test_export_without_answers_opens_nothing(staff: Client, manager: AbstractBaseUser) -> None:
    submission = _received()
    rows = _table(staff)

    assert rows == [{"reference": submission.reference, "status": "new", "answers": "closed"}]
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.submission) == ("exported", manager, None)
    assert (event.detail["reason"], event.detail["count"]) == ("own_work", 1)
    assert event.detail["columns"] == ["reference", "status"]


def test_answers_are_exported_as_text_and_each_opening_is_recorded(staff: Client) -> None:
    submission, other = _received(), _received("Kim", days=1)
    rows = _table(staff, reaching=["name", "phone", "times", "voicemail"], written=["message"])

    assert (
        rows[0]
        == {
            "reference": submission.reference,
            "status": "new",
            "name": "'=Rosalind",
            "phone": "(732) 555-0142",
            "times": "Morning, before 11; Midday, 11 to 2",
            "voicemail": "No",
            "message": "two\nlines",
            "ask_for": "",
            "code_word": "",
            "contact_rules": RULES,
            "answers": "as_sent",
        }
        or rows[1]["name"] == "'=Rosalind"
    )
    opened = AuditEvent.objects.exclude(submission=None).values_list("submission__reference", flat=True)
    assert set(opened) == {submission.reference, other.reference}


def test_current_answers_are_exported(staff: Client) -> None:
    submission = _received()
    amend(submission, {"wording": "change-1", "voicemail": True}, NOW)

    (row,) = _table(staff, reaching=["voicemail"])
    assert (row["voicemail"], row["answers"]) == ("Yes", "changed")


def test_purged_and_unreadable_requests_are_marked(staff: Client) -> None:
    purged, broken, unknown = _received("A"), _received("B"), _received("C")
    withdraw(purged, NOW)
    purge(NOW + dt.timedelta(days=31))
    Submission.objects.filter(pk=broken.pk).update(sealed="nonsense")
    odd = receive(Kind.CALLBACK, {"name": "D", "wording": "never-was"}, now=NOW)

    rows = {row["reference"]: row["answers"] for row in _table(staff, reaching=["name"])}
    assert rows == {
        purged.reference: "purged",
        broken.reference: "unreadable",
        odd.reference: "unreadable",
        unknown.reference: "as_sent",
    }


def test_json_contains_the_stored_values(staff: Client) -> None:
    submission = _received()
    answer = staff.post(PAGE, _asked(format="json", reaching=["name", "times", "phone", "email"]))

    assert answer["Content-Type"] == "application/json"
    assert json.loads(b"".join(answer.streaming_content)) == {
        "requests": [
            {
                "reference": submission.reference,
                "status": "new",
                "name": "=Rosalind",
                "times": ["morning", "midday"],
                "phone": ANSWERS["phone"],
                "email": None,
                "ask_for": None,
                "code_word": None,
                "contact_rules": RULES,
                "answers": "as_sent",
            }
        ]
    }


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_history_contains_time_user_and_statuses(
    staff: Client, manager: AbstractBaseUser, file_format: str
) -> None:
    submission = _received()
    claim(submission, actor=manager, now=NOW)
    withdraw(submission, NOW + dt.timedelta(hours=1))

    file = _file(staff, plain=["history", "outcome", "closed_at", "attempts"], format=file_format)
    assert "2026-11-23T10:00:00-05:00 manager: new → claimed (claimed); " in file
    assert "2026-11-23T11:00:00-05:00 : claimed → withdrawn (withdrawn)" in file


def test_export_contains_the_appointment_and_who_has_the_request(
    staff: Client, manager: AbstractBaseUser
) -> None:
    claim(_received(), actor=manager, now=NOW)
    Submission.objects.update(appointment_at=NOW + dt.timedelta(days=7), promised_call_at=NOW)

    (row,) = _table(staff, plain=["entered_as", "claimed_by", "promised_call_at", "appointment_at"])
    assert row == {
        "entered_as": "web",
        "claimed_by": "manager",
        "promised_call_at": "2026-11-23T10:00:00-05:00",
        "appointment_at": "2026-11-30T10:00:00-05:00",
        "answers": "closed",
    }


def test_fhir_contains_only_the_chosen_answers(staff: Client) -> None:
    _received()
    file = _file(staff, format="fhir", plain=[], reaching=["name"])

    assert json.loads(file)["resourceType"] == "Bundle"
    assert "=Rosalind" in file
    assert "5550142" not in file
    assert AuditEvent.objects.filter(detail__format="fhir").exclude(submission=None).count() == 1


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"since": "2026-11-24"}, {"B", "C"}),
        ({"until": "2026-11-24"}, {"A", "B"}),
        ({"since": "2026-11-24", "until": "2026-11-24"}, {"B"}),
        ({"statuses": ["referred"]}, {"C"}),
        ({}, {"A", "B", "C"}),
    ],
)
def test_requests_are_selected_by_date_and_status(
    staff: Client, chosen: dict[str, Any], found: set[str]
) -> None:
    for days, name in enumerate("ABC"):
        _received(name, days=days)
    Submission.objects.filter(received_at__gte=NOW + dt.timedelta(days=2)).update(status=Status.REFERRED)

    assert {row["name"] for row in _table(staff, reaching=["name"], **chosen)} == found


def test_each_request_is_exported_once_in_order_across_pages(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_PAGE", 2)
    made = [_received(f"Sam {number}", days=number) for number in range(5)]

    rows = _table(staff, reaching=["name"])
    assert [row["reference"] for row in rows] == [submission.reference for submission in made]
    assert AuditEvent.objects.exclude(submission=None).count() == 5


def test_each_page_needs_a_constant_number_of_queries(
    staff: Client, django_assert_max_num_queries: Any, manager: AbstractBaseUser
) -> None:
    for number in range(12):
        amend(_received(f"Sam {number}"), {"wording": "change-1", "voicemail": True}, NOW)
    export = exporting.Export(
        exporting.Selection(), exporting.ExportFormat.CSV, exporting.ExportReason.LAW, ("name",), opened=True
    )
    ids = list(export.selection.rows().values_list("pk", flat=True))

    with django_assert_max_num_queries(11):  # PostgreSQL needs one more, to wait for the trail
        assert len(list(exporting.rows(ids, export, manager))) == 12


def test_file_is_not_cached_and_its_name_is_neutral(staff: Client) -> None:
    _received()
    answer = staff.post(PAGE, _asked())

    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith('attachment; filename="requests-20')
