"""A new sealing key, while people use the site and the sealing anew is killed with -9 again and again."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

from intake.sealing import new_key_pair
from tests.faults.people import crowd_at, stored
from tests.faults.places import ask_database, kill_when, start_command
from tests.stack import Stack

KILLS = max(3, int(os.environ.get("FAULT_KILLS", "10")) // 3)
ROWS = 250 * KILLS
_FILL = """
import os
from django.db import transaction
from intake.enums import Kind
from intake.services.receive import receive
with transaction.atomic():
    for number in range(int(os.environ["ROWS"])):
        receive(Kind.CALLBACK, {"name": f"Row {number}"})
"""


def test_a_key_is_changed_under_load_and_every_row_opens_at_every_moment(
    own_stack: Stack, tell: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.manage("shell", "--no-imports", "--command", _FILL, ROWS=str(ROWS))
    old = _current_key(own_stack)
    own_stack.start_site()
    kills = 0
    with crowd_at(own_stack, size=3) as crowd:
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

    tell("key changed, the sealing anew killed", own_stack, kills, **found.figures)
    assert kills == KILLS
    assert (_on_key(own_stack, old), _on_key(own_stack, new)) == (0, len(found.rows))
    assert (found.lost, found.doubled) == (set(), 0)
    assert dict(crowd.statuses).keys() == {303}


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
    """Do as the README says: the private line first, then the public one, with a reload after each."""
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
    tell = "from intake.keys import public_keys; print(public_keys().current)"
    return stack.manage("shell", "--no-imports", "--command", tell).split()[-1]


def _on_key(stack: Stack, key: str) -> int:
    query = f"SELECT count(*) FROM intake_submission WHERE sealed LIKE 'v1.{key}.%'"
    return ask_database(stack, query)[0][0]
