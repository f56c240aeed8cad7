"""A backup is written while people use the site, and restored into an empty database."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.faults.people import crowd_at, stored
from tests.faults.sites import another_database
from tests.stack import Stack


def test_everything_acknowledged_before_the_backup_is_restored(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    file = own_stack.folder / "a.backup"
    own_stack.start_site()
    # The pauses leave time for the backup: without them, most of it is of requests that came meanwhile.
    with crowd_at(own_stack, pause=0.3) as crowd:
        crowd.wait_for_more(50)
        before = dict(crowd.acknowledged)
        own_stack.manage("backup", str(file))
        crowd.wait_for_more(1)
    with another_database(own_stack) as empty:
        started = time.monotonic()
        own_stack.manage("migrate", "--verbosity", "0", DATABASE_URL=empty)
        own_stack.manage("restore", str(file), DATABASE_URL=empty)
        took = time.monotonic() - started
        found = stored(own_stack, before, DATABASE_URL=empty)
        trail = own_stack.manage("verify_audit", DATABASE_URL=empty)
    there = stored(own_stack, crowd.acknowledged)

    report("backup under load, restored elsewhere", own_stack, 1, **found.figures)
    assert (found.lost, found.doubled, there.lost, there.doubled) == (set(), 0, set(), 0)
    assert found.messages == len(found.rows)  # a consistent snapshot: no request without its message
    assert dict(crowd.statuses).keys() == {303}
    assert "all in place" in trail
    assert took < 15 * 60
