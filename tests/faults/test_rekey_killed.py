"""Keys are changed under load, while `rekey` and `reindex` are killed."""

from __future__ import annotations

import base64
import os
import random
import secrets
import signal
from collections.abc import Callable
from pathlib import Path

from intake.crypto.sealing import new_key_pair, secret_id
from tests.faults.people import crowd_at, stored
from tests.faults.sites import ask_database, kill_when, start_command
from tests.stack import Stack

KILLS = int(os.environ.get("FAULT_KILLS", "3")) // 3
ROWS = 250 * KILLS
PAUSE = 0.1  # seconds; enough requests arrive meanwhile, and the machine has other things to do
_FILL = """
import os
from django.db import transaction
from intake.enums import Kind
from intake.services.requests.receive import receive
with transaction.atomic():
    for number in range(int(os.environ["ROWS"])):
        receive(Kind.CALLBACK, {"name": f"Row {number}"})
"""


def test_every_row_opens_at_any_time_during_a_key_change(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.manage("shell", "--no-imports", "--command", _FILL, ROWS=str(ROWS))
    old = _current_key(own_stack)
    own_stack.start_site()
    kills = 0
    with crowd_at(own_stack, size=3, pause=PAUSE) as crowd:
        crowd.wait_for_more(5)
        new = _use_a_new_key(own_stack, crowd.wait_for_more)
        for _ in range(KILLS):
            goal = max(1, _on_key(own_stack, old) - chance.randint(20, 200))
            rekeying = start_command(own_stack, "rekey")
            kills += kill_when(rekeying, lambda goal=goal: _on_key(own_stack, old) <= goal)
            acknowledged = dict(crowd.acknowledged)
            halfway = stored(own_stack, acknowledged)  # opens every row
            assert halfway.lost == set()
        own_stack.manage("rekey")
    found = stored(own_stack, crowd.acknowledged)

    report("key changed, rekey killed", own_stack, kills, **found.figures)
    assert kills == KILLS
    assert (_on_key(own_stack, old), _on_key(own_stack, new)) == (0, len(found.rows))
    assert (found.lost, found.doubled) == (set(), 0)
    assert dict(crowd.statuses).keys() == {303}


_INDEX = """
from intake.services.jobs.indexing import index_new
while index_new(set()):
    pass
"""
_LEFT = """
from intake.services.jobs.indexing import left_on_old_index_keys
from intake.services.jobs.rekeying import left_on_old_keys
print(left_on_old_index_keys() + left_on_old_keys())
"""
_KEYS = ("INDEX_KEY_FILE", "ROW_MAC_KEY_FILE", "AUDIT_KEY_FILE", "FACTOR_KEY_FILE")


def test_changing_index_and_row_keys_leaves_nothing_on_old_keys(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.manage("shell", "--no-imports", "--command", _FILL, ROWS=str(ROWS))
    own_stack.manage("shell", "--no-imports", "--command", _INDEX)
    ids = [_new_first_line(Path(own_stack.env[name])) for name in _KEYS]
    index, row_mac = ids[:2]
    own_stack.start_site()
    own_stack.start_worker()
    kills = 0
    with crowd_at(own_stack, size=3, pause=PAUSE) as crowd:
        crowd.wait_for_more(5)
        for command, column, new in (("reindex", "index_key", index), ("rekey", "seal_mac", row_mac)):
            for _ in range(KILLS):
                goal = _count(own_stack, f"{column} LIKE '{new}%'") + chance.randint(5, 60)
                running = start_command(own_stack, command)
                sql = f"{column} LIKE '{new}%'"
                kills += kill_when(running, lambda sql=sql, goal=goal: _count(own_stack, sql) >= goal)
                assert stored(own_stack, dict(crowd.acknowledged)).lost == set()  # opens every row
            own_stack.manage(command)
    own_stack.manage("shell", "--no-imports", "--command", _INDEX)
    found = stored(own_stack, crowd.acknowledged)
    left = own_stack.manage("shell", "--no-imports", "--command", _LEFT).split()[-1]

    report("index and row keys changed, commands killed", own_stack, kills, **found.figures)
    assert kills == 2 * KILLS
    assert (found.lost, found.doubled, left) == (set(), 0, "0")
    assert "all in place" in own_stack.manage("verify_audit")
    for name in _KEYS[:2]:  # remove the old keys
        file = Path(own_stack.env[name])
        file.write_text(file.read_text().splitlines()[0])
    assert len(stored(own_stack, crowd.acknowledged).rows) == len(found.rows)


def _new_first_line(file: Path) -> str:
    """Add a new current key to a file and return its id."""
    key = secrets.token_bytes(32)
    file.write_text(f"{base64.b64encode(key).decode()}\n{file.read_text()}")
    return secret_id(key)


def _count(stack: Stack, where: str) -> int:
    return ask_database(stack, f"SELECT count(*) FROM intake_submission WHERE {where}")[0][0]


def test_rows_open_without_the_old_key_afterwards(own_stack: Stack) -> None:
    own_stack.manage("shell", "--no-imports", "--command", _FILL, ROWS="5")
    private, public = _files(own_stack)
    new_public, new_private = new_key_pair()
    _append(private, new_private)
    _append(public, new_public)
    own_stack.manage("rekey")
    private.write_text(new_private + "\n")
    public.write_text(new_public + "\n")

    assert len(stored(own_stack, {}).rows) == 5


def _use_a_new_key(stack: Stack, wait_for_more: Callable[[int], None]) -> str:
    """Add a new key as documented: first the private line, then the public one, reloading after each."""
    private, public = _files(stack)
    new_public, new_private = new_key_pair()
    for file, line in ((private, new_private), (public, new_public)):
        _append(file, line)
        os.kill(stack.site.pid, signal.SIGHUP)
        wait_for_more(30)
    return _current_key(stack)


def _files(stack: Stack) -> tuple[Path, Path]:
    return Path(stack.env["SEALING_PRIVATE_KEYS_FILE"]), Path(stack.env["SEALING_PUBLIC_KEYS_FILE"])


def _append(file: Path, line: str) -> None:
    file.write_text(file.read_text().rstrip("\n") + f"\n{line}\n")


def _current_key(stack: Stack) -> str:
    code = "from intake.crypto.keys import public_keys; print(public_keys().current)"
    return stack.manage("shell", "--no-imports", "--command", code).split()[-1]


def _on_key(stack: Stack, key: str) -> int:
    query = f"SELECT count(*) FROM intake_submission WHERE sealed LIKE 'v1.{key}.%'"
    return ask_database(stack, query)[0][0]
