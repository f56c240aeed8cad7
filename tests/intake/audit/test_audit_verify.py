"""Tampering with the audit trail by someone with write access to the database is detected."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from intake.audit import trail
from intake.crypto.audit_chain import hash_of
from intake.crypto.keys import audit_keys
from intake.crypto.sealing import AUDIT_PURPOSE, derived, load_secret
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.services.jobs.rekeying import close_old_audit_keys
from intake.triggers import audit_triggers
from tests.intake.tampering import tamper, verification_output

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


def test_an_intact_trail_is_verified_and_its_head_printed(events: list[AuditEvent]) -> None:
    assert verification_output() == f"6 events, all in place.\nhead 6:{events[-1].hash}\n"


def test_an_empty_trail_is_valid() -> None:
    assert verification_output().startswith("0 events")


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
def test_an_edited_event_is_named(events: list[AuditEvent], change: str) -> None:
    tamper(f"UPDATE intake_auditevent SET {change} WHERE id = 3")

    with pytest.raises(CommandError, match="event 3 does not match its hash"):
        verification_output()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL validates JSON and times")
@pytest.mark.parametrize("change", ["detail = 'no JSON'", "at = 'yesterday'", "at = '2026-13-45 16:00:00'"])
def test_an_event_that_cannot_be_read_is_named(events: list[AuditEvent], change: str) -> None:
    tamper(
        "PRAGMA ignore_check_constraints=ON",
        f"UPDATE intake_auditevent SET {change} WHERE id = 3",
        "PRAGMA ignore_check_constraints=OFF",
    )

    with pytest.raises(CommandError, match=r"event 3 (cannot be read|does not match)"):
        verification_output()


@pytest.mark.parametrize(("removed", "named"), [("1", "2 follows a gap"), ("3", "4 follows a gap")])
def test_a_removed_event_leaves_a_gap(events: list[AuditEvent], removed: str, named: str) -> None:
    tamper(f"DELETE FROM intake_auditevent WHERE id = {removed}")

    with pytest.raises(CommandError, match=f"event {named}"):
        verification_output()


def test_renumbering_after_a_removal_is_detected(events: list[AuditEvent]) -> None:
    tamper(
        "DELETE FROM intake_auditevent WHERE id = 3",
        *(f"UPDATE intake_auditevent SET id = {number - 1} WHERE id = {number}" for number in (4, 5, 6)),
    )

    with pytest.raises(CommandError, match="event 3 does not link"):
        verification_output()


def test_swapped_events_are_detected(events: list[AuditEvent]) -> None:
    tamper(
        *(
            f"UPDATE intake_auditevent SET id = {new} WHERE id = {old}"
            for old, new in ((3, 99), (4, 3), (99, 4))
        )
    )

    with pytest.raises(CommandError, match="event 3 does not link"):
        verification_output()


def test_a_forged_event_is_detected(events: list[AuditEvent]) -> None:
    last = events[-1]
    tamper(
        "INSERT INTO intake_auditevent (id, at, kind, detail, previous_hash, hash, actor_id) "
        f"SELECT 7, at, kind, detail, '{last.hash}', '{'0' * 64}', actor_id "
        "FROM intake_auditevent WHERE id = 6",
    )

    with pytest.raises(CommandError, match="event 7 does not match its hash"):
        verification_output()


def test_a_chain_rewritten_without_the_key_is_detected(events: list[AuditEvent]) -> None:
    forged = events[2]
    forged.kind = AuditKind.OPENED
    tamper(
        f"UPDATE intake_auditevent SET kind = 'opened', hash = '{forged.true_hash(b'guess')}' WHERE id = 3"
    )

    with pytest.raises(CommandError, match="event 3 does not match its hash"):
        verification_output()


def test_a_truncated_trail_is_detected_by_the_noted_head(events: list[AuditEvent]) -> None:
    head = verification_output().split()[-1]
    tamper("DELETE FROM intake_auditevent WHERE id > 4")

    assert verification_output().startswith("4 events")
    with pytest.raises(CommandError, match="event 6 was noted and is gone; the trail ends with 4"):
        verification_output(head=head)


def test_a_noted_head_is_valid_after_more_events(events: list[AuditEvent], nurse: AbstractBaseUser) -> None:
    head = verification_output().split()[-1]
    trail.record(AuditKind.LISTED, actor=nurse, now=NOW)

    assert verification_output(head=head).startswith("7 events")


def test_an_event_that_differs_from_the_noted_head_is_detected(events: list[AuditEvent]) -> None:
    with pytest.raises(CommandError, match="event 6 does not match the hash that was noted"):
        verification_output(head=f"6:{'a' * 64}")


def test_a_malformed_head_is_rejected(events: list[AuditEvent]) -> None:
    with pytest.raises(CommandError, match="write a head as a number"):
        verification_output(head="6")


def test_missing_triggers_are_an_error(events: list[AuditEvent]) -> None:
    audit_triggers.remove(connection)

    with pytest.raises(CommandError, match="lacks the triggers intake_auditevent_no"):
        verification_output()


def test_verifying_without_the_key_explains_what_is_missing(events: list[AuditEvent]) -> None:
    with (
        override_settings(INDEX_KEY_FILE=None, AUDIT_KEY_FILE=None),
        pytest.raises(CommandError, match="staff side"),
    ):
        verification_output()


@pytest.fixture
def use_audit_keys(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes keys to the audit key file, the current one first."""

    def use(*keys: bytes) -> None:
        file = tmp_path / f"{secrets.token_hex(4)}.key"
        file.touch(mode=0o600)
        file.write_text("\n".join(base64.b64encode(key).decode() for key in keys))
        settings.AUDIT_KEY_FILE = file

    return use


def test_a_trail_continues_with_a_new_key(
    events: list[AuditEvent], nurse: AbstractBaseUser, use_audit_keys: Callable[..., None]
) -> None:
    use_audit_keys(secrets.token_bytes(32), audit_keys()[0])
    trail.record(AuditKind.LISTED, actor=nurse, now=NOW)
    assert close_old_audit_keys()
    trail.record(AuditKind.LISTED, actor=nurse, now=NOW)

    assert verification_output().startswith("9 events")
    assert not close_old_audit_keys()


def test_processes_with_the_old_key_can_write_until_the_key_change_is_recorded(
    events: list[AuditEvent], nurse: AbstractBaseUser, use_audit_keys: Callable[..., None]
) -> None:
    old, new = audit_keys()[0], secrets.token_bytes(32)
    for keys in ((new, old), (old,), (new, old)):
        use_audit_keys(*keys)
        trail.record(AuditKind.LISTED, actor=nurse, now=NOW)

    assert verification_output().startswith("9 events")


def test_an_event_under_the_old_key_after_the_change_is_invalid(
    events: list[AuditEvent], nurse: AbstractBaseUser, use_audit_keys: Callable[..., None]
) -> None:
    old, new = audit_keys()[0], secrets.token_bytes(32)
    use_audit_keys(new, old)
    close_old_audit_keys()
    use_audit_keys(old)
    trail.record(AuditKind.LISTED, actor=nurse, now=NOW)

    use_audit_keys(new, old)
    with pytest.raises(CommandError, match="event 8 does not match its hash"):
        verification_output()


def test_a_trail_under_the_derived_key_is_still_valid(
    settings: Settings, nurse: AbstractBaseUser, use_audit_keys: Callable[..., None]
) -> None:
    settings.AUDIT_KEY_FILE = None
    trail.record(AuditKind.LISTED, actor=nurse, now=NOW)

    index_key = load_secret(settings.INDEX_KEY_FILE)
    use_audit_keys(secrets.token_bytes(32), derived(index_key, AUDIT_PURPOSE))

    assert verification_output().startswith("1 events")


# --- each event covers its predecessor


def test_an_event_from_a_diverged_copy_breaks_the_chain(events: list[AuditEvent]) -> None:
    other = events[2]
    other.detail = {"count": 99}  # as in a restored backup: written with the key, with the same number
    other_hash = other.true_hash()
    tamper(
        f"UPDATE intake_auditevent SET detail = '{{\"count\": 99}}', hash = '{other_hash}' WHERE id = 3",
        f"UPDATE intake_auditevent SET previous_hash = '{other_hash}' WHERE id = 4",
    )

    with pytest.raises(CommandError, match="event 4 does not match its hash"):
        verification_output()


def test_a_stored_trail_verifies_in_every_later_release() -> None:
    stored = hash_of(
        bytes(32),
        number=7,
        at=NOW,
        actor=3,
        kind="opened",
        submission=UUID(int=9),
        detail={"b": [1, "x"], "a": None},
        previous="ab" * 32,
    )

    assert stored == "c9a62f01f13d0d208f0e59c2b46cb7af0237e48989ad78e4b83832b6fa4a7d33"
