"""A purge is killed with SIGKILL repeatedly, and resumes each time."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.faults.sites import ask_database, kill_when, on_sqlite, start_command
from tests.stack import Stack

KILLS = int(os.environ.get("FAULT_KILLS", "6")) // 3
ROWS = 60 * KILLS
_WITHDRAW = """
import datetime as dt, os
from django.db import transaction
from django.utils import timezone
from intake.enums import Kind
from intake.models import Submission
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from intake.services.requests.withdrawing import withdraw
now = timezone.now() - dt.timedelta(days=60)
with transaction.atomic():
    for number in range(int(os.environ["ROWS"])):
        submission = receive(Kind.CALLBACK, {"name": f"Row {number}"})
        amend(submission, {"voicemail": True}, now)
        withdraw(submission, now)
"""
_PURGE = """
from django.utils import timezone
from intake.services.jobs.retention import purge
while purge(timezone.now()):
    pass
"""
_HALF_DONE = """
SELECT count(*) FROM intake_submission s WHERE (purged_at IS NULL) <> (sealed <> '')
OR (purged_at IS NULL) <> EXISTS (SELECT 1 FROM intake_amendment a WHERE a.submission_id = s.id)
OR (purged_at IS NULL) = EXISTS
(SELECT 1 FROM intake_auditevent e WHERE e.submission_id = s.id AND e.kind = 'purged')
"""


def test_killed_purge_is_atomic_per_request_and_resumes(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.manage("shell", "--no-imports", "--command", _WITHDRAW, ROWS=str(ROWS))
    written = [text for (text,) in ask_database(own_stack, "SELECT sealed FROM intake_submission")]
    kills = 0
    for _ in range(KILLS):
        goal = _purged(own_stack) + chance.randint(5, 40)
        purging = start_command(own_stack, "shell", "--no-imports", "--command", _PURGE)
        kills += kill_when(purging, lambda goal=goal: _purged(own_stack) >= goal)
        assert ask_database(own_stack, _HALF_DONE) == [(0,)]
    own_stack.manage("shell", "--no-imports", "--command", _PURGE)
    events = "SELECT count(*), count(DISTINCT submission_id) FROM intake_auditevent WHERE kind = 'purged'"

    report("purge killed", own_stack, kills, stored=0, doubled=0)
    assert kills == KILLS
    assert _purged(own_stack) == ROWS
    assert ask_database(own_stack, _HALF_DONE) == [(0,)]
    assert ask_database(own_stack, events) == [(ROWS, ROWS)]
    assert "all in place" in own_stack.manage("verify_audit")
    if on_sqlite(own_stack):
        assert _left_in_the_file(own_stack, written) == []


def _purged(stack: Stack) -> int:
    return ask_database(stack, "SELECT count(purged_at) FROM intake_submission")[0][0]


def _left_in_the_file(stack: Stack, written: list[str]) -> list[str]:
    file = Path(stack.folder, "clinic.sqlite3")
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    return [text[:60] for text in written if text[20:60].encode() in content]
