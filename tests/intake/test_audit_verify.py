"""Somebody with write access to the database tampers with the audit trail, and it shows."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from intake import audit, audit_proof, audit_triggers
from intake.enums import AuditKind
from intake.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def trail(nurse: AbstractBaseUser) -> list[AuditEvent]:
    return [audit.record(AuditKind.LISTED, actor=nurse, now=NOW, count=number) for number in range(6)]


def _tamper(*statements: str) -> None:
    audit_triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    audit_triggers.install(connection)


def _told(**options: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_a_whole_trail_is_called_whole_and_shows_its_head(trail: list[AuditEvent]) -> None:
    assert _told() == f"6 events, all in place.\nhead 6:{trail[-1].hash}\n"


def test_an_empty_trail_is_whole() -> None:
    assert _told().startswith("0 events, all in place.")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'opened'",
        "actor_id = NULL",
        "at = '2026-11-23 16:00:00+00:00'",
        "detail = '{}'",
        "hash = 'é'",
    ],
)
def test_an_edited_event_is_named(trail: list[AuditEvent], change: str) -> None:
    _tamper(f"UPDATE intake_auditevent SET {change} WHERE id = 3")

    with pytest.raises(CommandError, match="event 3 does not fit its hash"):
        _told()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL checks what JSON and times hold")
@pytest.mark.parametrize("change", ["detail = 'no JSON'", "at = 'yesterday'"])
def test_an_event_that_cannot_be_read_is_named(trail: list[AuditEvent], change: str) -> None:
    _tamper(
        "PRAGMA ignore_check_constraints=ON",
        f"UPDATE intake_auditevent SET {change} WHERE id = 3",
        "PRAGMA ignore_check_constraints=OFF",
    )

    with pytest.raises(CommandError, match=r"event 3 (cannot be read|does not fit)"):
        _told()


@pytest.mark.parametrize(("removed", "named"), [("1", "2 follows a gap"), ("3", "4 follows a gap")])
def test_a_removed_event_leaves_a_gap(trail: list[AuditEvent], removed: str, named: str) -> None:
    _tamper(f"DELETE FROM intake_auditevent WHERE id = {removed}")

    with pytest.raises(CommandError, match=f"event {named}"):
        _told()


def test_a_gap_that_was_closed_by_numbering_anew_shows(trail: list[AuditEvent]) -> None:
    _tamper(
        "DELETE FROM intake_auditevent WHERE id = 3",
        *(f"UPDATE intake_auditevent SET id = {number - 1} WHERE id = {number}" for number in (4, 5, 6)),
    )

    with pytest.raises(CommandError, match="event 3 does not link"):
        _told()


def test_two_events_that_changed_places_show(trail: list[AuditEvent]) -> None:
    _tamper(
        *(
            f"UPDATE intake_auditevent SET id = {new} WHERE id = {old}"
            for old, new in ((3, 99), (4, 3), (99, 4))
        )
    )

    with pytest.raises(CommandError, match="event 3 does not link"):
        _told()


def test_an_event_added_by_another_hand_shows(trail: list[AuditEvent]) -> None:
    last = trail[-1]
    _tamper(
        "INSERT INTO intake_auditevent (id, at, kind, detail, previous_hash, hash, actor_id) "
        f"SELECT 7, at, kind, detail, '{last.hash}', '{'0' * 64}', actor_id "
        "FROM intake_auditevent WHERE id = 6",
    )

    with pytest.raises(CommandError, match="event 7 does not fit its hash"):
        _told()


def test_a_chain_made_anew_without_the_key_shows(trail: list[AuditEvent]) -> None:
    forged = trail[2]
    forged.kind = AuditKind.OPENED
    _tamper(
        f"UPDATE intake_auditevent SET kind = 'opened', hash = '{forged.true_hash(b'guess')}' WHERE id = 3"
    )

    with pytest.raises(CommandError, match="event 3 does not fit its hash"):
        _told()


def test_a_trail_that_lost_its_end_is_whole_but_for_the_noted_head(trail: list[AuditEvent]) -> None:
    head = _told().split()[-1]
    _tamper("DELETE FROM intake_auditevent WHERE id > 4")

    assert _told().startswith("4 events")
    with pytest.raises(CommandError, match="event 6 was noted and is gone; the trail ends with 4"):
        _told(head=head)


def test_a_noted_head_is_still_there_after_more_events(
    trail: list[AuditEvent], nurse: AbstractBaseUser
) -> None:
    head = _told().split()[-1]
    audit.record(AuditKind.LISTED, actor=nurse, now=NOW)

    assert _told(head=head).startswith("7 events, all in place.")


def test_another_event_in_the_place_of_the_noted_one_shows(trail: list[AuditEvent]) -> None:
    with pytest.raises(CommandError, match="event 6 is not the one whose hash was noted"):
        _told(head=f"6:{'a' * 64}")


def test_a_head_that_is_none_is_not_tried(trail: list[AuditEvent]) -> None:
    with pytest.raises(CommandError, match="takes a number"):
        _told(head="6")


def test_missing_triggers_are_a_fault(trail: list[AuditEvent]) -> None:
    audit_triggers.remove(connection)

    with pytest.raises(CommandError, match="lacks the triggers intake_auditevent_no"):
        _told()


def test_faults_are_found_on_later_pages_too(
    trail: list[AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_proof, "_PAGE", 2)
    assert _told().startswith("6 events")

    _tamper("UPDATE intake_auditevent SET kind = 'opened' WHERE id = 5")
    with pytest.raises(CommandError, match="event 5 does not fit its hash"):
        _told()


def test_without_the_key_it_says_what_is_missing(trail: list[AuditEvent]) -> None:
    with override_settings(INDEX_KEY_FILE=None), pytest.raises(CommandError, match="staff side"):
        _told()
