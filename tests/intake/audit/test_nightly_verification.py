"""The nightly verification compares the audit trail with the heads noted before."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError

from intake.audit import trail
from intake.enums import AuditKind
from intake.models import AuditEvent
from tests.intake.tampering import tamper, verification_output
from tests.stack import ROOT

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


def _nightly_run(log: Path, head: Path) -> str:
    """Do what the nightly systemd unit does: verify against the noted heads, then note the head."""
    output = verification_output(noted=log, write_head=head)
    subprocess.run([str(ROOT / "deploy" / "note-head"), str(head), str(log)], check=True, timeout=30)
    return output


def test_a_trail_truncated_between_two_runs_is_detected(tmp_path: Path, nurse: AbstractBaseUser) -> None:
    log, head = tmp_path / "heads", tmp_path / "head"
    for number in range(64):
        trail.record(AuditKind.LISTED, actor=nurse, now=NOW, count=number)
    _nightly_run(log, head)

    tamper("DELETE FROM intake_auditevent WHERE id > 1")
    with pytest.raises(CommandError, match="event 64 was noted and is gone; the trail ends with 1"):
        _nightly_run(log, head)


def test_a_trail_that_grew_again_after_truncation_is_detected(
    tmp_path: Path, events: list[AuditEvent]
) -> None:
    log, head = tmp_path / "heads", tmp_path / "head"
    _nightly_run(log, head)
    tamper("DELETE FROM intake_auditevent WHERE id > 1")
    for _again in range(9):
        trail.record(AuditKind.SEARCHED, actor=events[0].actor, now=NOW)

    with pytest.raises(CommandError, match="event 6 does not match the hash that was noted"):
        _nightly_run(log, head)


def test_the_first_run_says_that_no_head_was_noted_before(tmp_path: Path, events: list[AuditEvent]) -> None:
    log, head = tmp_path / "heads", tmp_path / "head"

    assert "No head was noted before" in _nightly_run(log, head)
    assert "No head was noted before" not in _nightly_run(log, head)
    assert log.read_text() == f"6:{events[-1].hash}\n" * 2


def test_the_head_of_an_empty_trail_is_noted(tmp_path: Path) -> None:
    log, head = tmp_path / "heads", tmp_path / "head"
    _nightly_run(log, head)

    assert log.read_text() == "0:\n"
    assert "0 events" in _nightly_run(log, head)


@pytest.mark.parametrize("written", ["", "root:x:0:0:root", "6:abc"])
def test_nothing_but_a_head_is_noted(tmp_path: Path, written: str) -> None:
    log, head = tmp_path / "heads", tmp_path / "head"
    head.write_text(written)

    answer = subprocess.run([str(ROOT / "deploy" / "note-head"), str(head), str(log)], timeout=30)
    assert answer.returncode != 0
    assert not log.exists()


def test_two_heads_for_one_event_are_detected(tmp_path: Path, events: list[AuditEvent]) -> None:
    (tmp_path / "heads").write_text(f"6:{events[-1].hash}\n6:{'a' * 64}\n")

    with pytest.raises(CommandError, match="two different heads for event 6"):
        verification_output(noted=tmp_path / "heads")
