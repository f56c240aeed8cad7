"""Sessions of a nurse and of a manager, step by step: the read log holds the same, no more, no less."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client

from intake.audit_proof import prove
from intake.models import AuditEvent
from intake.models.audit_event import READING
from intake.roles import Role
from intake.services.notes import write_note
from intake.services.status import readers_of
from tests.intake.workbench import DAY, LIST, MONDAY, do, enter, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
Log = list[tuple[str, str, str, dict]]
_EXPORT = {"reason": "own_work", "format": "csv", "plain": ["reference"]}


def _log() -> Log:
    """Return who did what with which request, oldest first."""
    told = AuditEvent.objects.order_by("pk").values_list(
        "actor__username", "kind", "submission__reference", "detail"
    )
    return [(who, kind, reference or "", detail) for who, kind, reference, detail in told]


def test_every_read_of_a_session_is_in_the_log_and_nothing_else(
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
        ("nell", "searched", ""),
        ("nell", "opened", sam.reference),
        ("nell", "revealed", sam.reference),
        ("nell", "note", sam.reference),  # why
        ("nell", "opened", sam.reference),  # the page is shown anew, with what was masked
        ("nell", "printed", sam.reference),
        ("nell", "opened", sam.reference),
        ("max", "listed", ""),
        ("max", "opened", kim.reference),
        ("max", "exported", ""),
        ("max", "exported", ""),
        ("max", "exported", kim.reference),
    ]
    lists = [detail for _who, kind, _, detail in _log() if kind in {"listed", "searched"}]
    assert [(detail["tab"], detail["count"]) for detail in lists] == [
        ("today", 1),
        ("closed", 0),
        ("", 2),
        ("new", 0),
    ]
    assert [
        detail["count"] for _, kind, reference, detail in _log() if kind == "exported" and not reference
    ] == [2, 1]
    assert (readers_of(sam), readers_of(kim)) == (1, 1)
    assert prove().fault == ""


def _read(answer: object) -> None:
    b"".join(answer.streaming_content)  # what is streamed is opened on the way


def test_what_is_refused_is_no_read(person: Callable[..., AbstractBaseUser]) -> None:
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


def test_an_attempt_that_was_refused_shows_the_page_and_is_a_read(
    client: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    do(enter(client, nurse), submission, "attempt")

    assert [kind for _, kind, _, _ in _log()] == ["opened"]


def test_notes_beside_a_newer_version_are_a_read(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)
    answer = do(enter(client, nurse), submission, "reopen", version="99")

    assert (answer.status_code, "She whispers" in answer.content.decode()) == (409, True)
    assert [kind for _, kind, _, _ in _log() if kind in READING] == ["opened"]


def test_a_technical_administrator_reads_no_note_and_is_not_in_the_log(
    client: Client, person: Callable[..., AbstractBaseUser], nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    write_note(submission, "She whispers", author=nurse, now=MONDAY)
    html = page_of(enter(client, person("technician", is_superuser=True)), submission)

    assert submission.reference in html
    assert "She whispers" not in html
    assert not AuditEvent.objects.readings().exists()
