"""The audit trail records exactly what a nurse and a manager read in a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client

from intake.audit.trail import record_read
from intake.audit.verification import verify
from intake.models import AuditEvent
from intake.models.audit_event import READING
from intake.roles import Role
from intake.services.requests.status import readers_of
from intake.services.triage.notes import write_note
from intake.staff.requests import timeline
from tests.intake.workbench import DAY, LIST, MONDAY, do, enter, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
Log = list[tuple[str, str, str, dict]]
_EXPORT = {"reason": "own_work", "format": "csv", "plain": ["reference"]}


def _log() -> Log:
    """Return who did what with which request, oldest first."""
    events = AuditEvent.objects.order_by("pk").values_list(
        "actor__username", "kind", "submission__reference", "detail"
    )
    return [(who, kind, reference or "", detail) for who, kind, reference, detail in events]


def test_the_trail_of_a_session_contains_exactly_its_reads(
    person: Callable[..., AbstractBaseUser],
) -> None:
    sam, kim = request_of("Sam"), request_of("Kim", at=MONDAY + DAY)
    call_command("worker", once=True)
    assert _log() == []
    nurse = enter(Client(), person("nell", Role.CLINICIAN))
    manager = enter(Client(), person("max", Role.MANAGER))

    nurse.get(LIST)
    nurse.get(LIST, {"tab": "closed"})
    nurse.post(f"{LIST}search/", {"q": "(732) 555-0142"}, follow=True)
    page_of(nurse, sam)
    nurse.post(f"{LIST}{sam.pk}/reveal/", {"reason": "before_call"})
    nurse.get(f"{LIST}{sam.pk}/print/")
    manager.get(LIST, {"tab": "new", "mine": 1})
    page_of(manager, kim)
    _read(manager.post(f"{LIST}export/", _EXPORT))
    ids = manager.post(f"{LIST}export/choose/", {"pick": [kim.reference]}).context["form"]["ids"].value()
    _read(manager.post(f"{LIST}export/", _EXPORT | {"ids": ids, "reaching": ["name"]}))

    assert [(who, kind, reference) for who, kind, reference, _detail in _log()] == [
        ("nell", "listed", ""),
        ("nell", "listed", ""),
        ("nell", "searched", kim.reference),
        ("nell", "searched", sam.reference),
        ("nell", "opened", sam.reference),
        ("nell", "revealed", sam.reference),
        ("nell", "note", sam.reference),  # the reason
        ("nell", "printed", sam.reference),
        ("nell", "opened", sam.reference),
        ("max", "listed", ""),
        ("max", "opened", kim.reference),
        ("max", "exported", ""),
        ("max", "exported", ""),
        ("max", "exported", kim.reference),
    ]
    lists = [detail for _who, kind, _, detail in _log() if kind == "listed"]
    assert [(detail["tab"], detail["count"]) for detail in lists] == [("today", 1), ("closed", 0), ("new", 0)]
    assert [detail for _, kind, _, detail in _log() if kind == "searched"] == [
        {"by": "phone", "count": 2},
        {"by": "phone", "count": 2},
    ]
    assert [
        detail["count"] for _, kind, reference, detail in _log() if kind == "exported" and not reference
    ] == [2, 1]
    assert (readers_of(sam), readers_of(kim)) == (1, 1)
    assert verify().error == ""


def _read(answer: object) -> None:
    b"".join(answer.streaming_content)  # requests are opened while the response is streamed


def test_a_denied_request_is_not_recorded_as_a_read(person: Callable[..., AbstractBaseUser]) -> None:
    submission = request_of()
    auditor, desk = (
        enter(Client(), person("ann", Role.AUDITOR)),
        enter(Client(), person("dee", Role.FRONT_DESK)),
    )

    auditor.get(LIST)
    page_of(auditor, submission)
    desk.post(f"{LIST}{submission.pk}/reveal/", {"reason": "before_call"})
    desk.post(f"{LIST}export/", _EXPORT)
    desk.post(f"{LIST}search/", {"q": "Sam"})

    assert _log() == []


def test_a_rejected_attempt_shows_the_page_and_is_recorded_as_a_read(
    client: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    client.get(do(enter(client, nurse), submission, "attempt")["Location"])

    assert [kind for _, kind, _, _ in _log()] == ["opened"]


def test_notes_on_the_conflict_page_are_recorded_as_a_read(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)
    refused = do(enter(client, nurse), submission, "reopen", version="99")
    answer = client.get(refused["Location"])

    assert "She whispers" in answer.content.decode()
    assert [kind for _, kind, _, _ in _log() if kind in READING] == ["opened"]


def test_a_technical_administrator_sees_no_note_and_is_not_recorded(
    client: Client, person: Callable[..., AbstractBaseUser], nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)
    html = page_of(enter(client, person("technician", is_superuser=True)), submission)

    assert submission.reference in html
    assert "She whispers" not in html
    assert not AuditEvent.objects.readings().exists()


def test_a_search_without_results_is_recorded_without_its_terms(
    client: Client, nurse: AbstractBaseUser
) -> None:
    enter(client, nurse).post(f"{LIST}search/", {"q": "732 555 0142"}, follow=True)

    assert _log() == [("nurse", "searched", "", {"by": "phone", "count": 0})]


def test_history_shows_the_newest_readings_of_a_request_that_was_opened_often(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "_MOST_READINGS", 2)
    submission = request_of()
    for number in range(4):
        record_read(submission, nurse, MONDAY + number * DAY)

    opened = [entry.at for entry in timeline.timeline(submission, nurse) if entry.kind == "read"]
    assert opened == [MONDAY + 3 * DAY, MONDAY + 2 * DAY]
