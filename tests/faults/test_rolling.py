"""A rolling release with a migration under load.

The previous release is simulated with the previous migration's models: they store requests with
messages before, during and after the migration, as its gunicorn workers do until they are replaced.
The new code runs from the start, which is the wrong order: while a column is missing, people get an
error page that keeps their text.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.faults.people import crowd_at, stored
from tests.faults.sites import start_command
from tests.prepared import Prepared
from tests.stack import PATIENCE, Mailbox, Stack, wait_until

_ALL_BUT_THE_NEWEST = """
import os
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
apps = sorted(MigrationLoader(None).migrated_apps - {"intake"})
call_command("migrate", "auth", verbosity=0)  # its first columns are too short for intake's permissions
call_command("migrate", "intake", os.environ["BEFORE"], verbosity=0)
for app in apps:
    call_command("migrate", app, verbosity=0)
"""
_OLD_CODE = """
import json, os, time, uuid
from pathlib import Path
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from intake.crypto.keys import public_keys
from intake.crypto.sealing import seal
apps = MigrationLoader(connection).project_state([("intake", os.environ["BEFORE"])]).apps
Submission, Message = apps.get_model("intake", "Submission"), apps.get_model("intake", "OutboxMessage")
kept, failed, stop = [], [], Path(os.environ["STOP"])
while not stop.exists():
    pk, now = uuid.uuid4(), timezone.now()
    context, text = f"intake.submission|{pk}|sealed", json.dumps({"name": pk.hex}).encode()
    sealed = seal(text, bound_to=context, keys=public_keys())
    try:
        with transaction.atomic():
            row = Submission(id=pk, reference=pk.hex[:9], kind="callback", status="new", received_at=now)
            row.sealed, row.idempotency_key = sealed, pk.hex
            row.save(force_insert=True)
            Message.objects.create(kind="new_request", submission=row, created_at=now, next_at=now)
        assert Submission.objects.get(pk=pk).sealed == sealed
        kept.append(pk.hex)
    except DatabaseError as error:
        failed.append(str(error)[:200])
    Path(os.environ["KEPT"]).write_text(json.dumps({"kept": kept, "failed": failed}))
    time.sleep(0.02)
"""


def _previous_migration() -> str:
    graph = MigrationLoader(None).graph
    (newest,) = graph.leaf_nodes("intake")
    (before,) = [parent for parent in graph.node_map[newest].parents if parent[0] == "intake"]
    return before[1]


@pytest.fixture
def site(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, own_mailbox: Mailbox
) -> Iterator[Stack]:
    """Return a site with the tables of the previous migration."""
    folder = tmp_path_factory.mktemp("rolling")
    prepared.copy_static(folder)
    running = Stack(folder, own_mailbox.port)
    try:
        running.manage(
            "shell", "--no-imports", "--command", _ALL_BUT_THE_NEWEST, BEFORE=_previous_migration()
        )
        yield running
    finally:
        running.stop()


def test_migration_under_load_loses_nothing_and_old_code_keeps_working(
    site: Stack, report: Callable[..., None]
) -> None:
    names = {"KEPT": str(site.folder / "kept.json"), "STOP": str(site.folder / "stop")}
    old_code = start_command(
        site, "shell", "--no-imports", "--command", _OLD_CODE, BEFORE=_previous_migration(), **names
    )
    try:
        _wait_for_more(names["KEPT"], 5)
        site.start_site()
        with crowd_at(site, size=4) as crowd:
            wait_until(lambda: sum(crowd.statuses.values()) >= 10, PATIENCE, "answers before the migration")
            site.manage("migrate", "--verbosity", "0")
            _wait_for_more(names["KEPT"], 5)
            crowd.wait_for_more(10)
            os.kill(site.site.pid, signal.SIGHUP)  # new workers take over from the old ones
            crowd.wait_for_more(40)
        Path(names["STOP"]).touch()
        old_code.wait(30)
    finally:
        if old_code.poll() is None:
            site.kill(old_code)
    result = json.loads(Path(names["KEPT"]).read_text())
    found = stored(site, crowd.acknowledged)

    report("migration and reload under load", site, 1, **found.figures)
    assert result["failed"] == []
    assert set(result["kept"]) <= set(found.rows)
    assert (found.lost, found.doubled) == (set(), 0)
    assert found.messages == len(found.rows)
    assert (set(crowd.statuses) <= {303, 503}, crowd.strange) == (True, [])


def _wait_for_more(file: str, count: int) -> None:
    def kept() -> int:
        try:
            return len(json.loads(Path(file).read_text())["kept"])
        except (FileNotFoundError, json.JSONDecodeError):
            return 0

    enough = kept() + count
    wait_until(lambda: kept() >= enough, PATIENCE, "requests stored by old code")
