"""A purge that is killed with -9 has destroyed each request whole or not at all, and goes on later."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import ROOT, Stack, wait_until

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="looks into the file of SQLite"
)
_HOW_MANY = 400
_SEED = f"""
import uuid
from django.utils import timezone
from intake.models import Amendment, Submission
now = timezone.now()
rows = [
    Submission(id=uuid.uuid4(), reference=f"R{{n:08}}", kind="callback", status="withdrawn", received_at=now,
               purge_after=now, idempotency_key=f"key {{n}}", sealed="planted")
    for n in range({_HOW_MANY})
]
Submission.objects.bulk_create(rows)
Amendment.objects.bulk_create(
    Amendment(submission=row, received_at=now, sealed="planted", content_key="k") for row in rows
)
"""


def _ask(stack: Stack, query: str) -> int:
    connection = sqlite3.connect(f"file:{stack.folder}/clinic.sqlite3?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


def _purged(stack: Stack) -> int:
    return _ask(stack, "SELECT count(*) FROM intake_submission WHERE purged_at IS NOT NULL")


def test_a_killed_purge_leaves_no_request_half_destroyed_and_goes_on(bare_stack: Stack) -> None:
    bare_stack.prepare(static=False)
    bare_stack.manage("shell", "--no-imports", "--command", _SEED)
    purge = [sys.executable, "manage.py", "purge"]
    running = subprocess.Popen(purge, cwd=ROOT, env=bare_stack.env, stdout=subprocess.DEVNULL)
    wait_until(lambda: _purged(bare_stack) > 20, 60, "purged request")
    running.kill()
    running.wait()

    done = _purged(bare_stack)
    half = (
        "SELECT count(*) FROM intake_submission s WHERE (purged_at IS NULL) != (sealed = 'planted') OR "
        "(purged_at IS NULL) != EXISTS (SELECT 1 FROM intake_amendment a WHERE a.submission_id = s.id)"
    )
    assert 20 < done < _HOW_MANY
    assert _ask(bare_stack, half) == 0

    assert f"{_HOW_MANY - done} requests purged." in bare_stack.manage("purge")
    assert _ask(bare_stack, "SELECT count(*) FROM intake_auditevent WHERE kind = 'purged'") == _HOW_MANY
    assert b"planted" not in Path(bare_stack.folder, "clinic.sqlite3").read_bytes()
    bare_stack.manage("verify_audit")
