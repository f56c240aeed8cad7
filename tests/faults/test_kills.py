"""Processes are killed with SIGKILL under load. What was acknowledged must be stored exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.faults.people import ASKING, crowd_at, get, post, stored
from tests.faults.sites import expire_leases
from tests.stack import PATIENCE, Mailbox, Stack, wait_until

KILLS = int(os.environ.get("FAULT_KILLS", "6"))
_MAIL_KILLS = max(3, KILLS // 10)
_ACKNOWLEDGED_BETWEEN_KILLS = 10


def test_killing_gunicorn_loses_and_doubles_nothing(own_stack: Stack, report: Callable[..., None]) -> None:
    chance = random.Random(KILLS)
    outages: list[float] = []
    own_stack.start_site()
    with crowd_at(own_stack) as crowd:
        for _ in range(KILLS):
            crowd.wait_for_more(chance.randint(1, 2 * _ACKNOWLEDGED_BETWEEN_KILLS))
            killed = time.monotonic()
            own_stack.kill(own_stack.site)
            own_stack.start_site()
            wait_until(lambda: get(own_stack, "/").status == 200, PATIENCE, "page after the kill")
            outages.append(time.monotonic() - killed)
    found = stored(own_stack, crowd.acknowledged)

    seen = f"no answer for {median(outages):.1f} s, at most {max(outages):.1f} s"
    report("gunicorn and its workers killed", own_stack, KILLS, **found.figures, seen=seen)
    assert (found.lost, found.doubled, crowd.strange) == (set(), 0, [])
    assert found.messages == len(found.rows) == len(crowd.acknowledged)


def test_killing_random_workers_loses_and_doubles_nothing(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.start_site()
    with crowd_at(own_stack) as crowd:
        for _ in range(KILLS):
            crowd.wait_for_more(chance.randint(1, 2 * _ACKNOWLEDGED_BETWEEN_KILLS))
            os.kill(chance.choice(_workers(own_stack)), signal.SIGKILL)
            wait_until(lambda: len(_workers(own_stack)) == 2, PATIENCE, "second worker")
        assert own_stack.site.poll() is None
    found = stored(own_stack, crowd.acknowledged)

    report("random workers killed", own_stack, KILLS, **found.figures)
    assert (found.lost, found.doubled, crowd.strange) == (set(), 0, [])
    assert found.messages == len(found.rows) == len(crowd.acknowledged)


def _workers(stack: Stack) -> list[int]:
    listed = Path(f"/proc/{stack.site.pid}/task/{stack.site.pid}/children").read_text().split()
    return [int(pid) for pid in listed if not _is_dead(pid)]


def _is_dead(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_killed_worker_sends_again_with_the_same_message_id(
    own_stack: Stack, own_mailbox: Mailbox, report: Callable[..., None]
) -> None:
    chance = random.Random(KILLS)
    own_stack.start_site()
    names = {f"Sam {number}" for number in range(2 * _MAIL_KILLS)}
    assert all(post(own_stack, ASKING | {"name": name}) for name in names)
    own_mailbox.hang_seconds = 0.2
    for _ in range(_MAIL_KILLS):
        before = own_mailbox.connections
        own_stack.start_worker()
        wait_until(lambda before=before: own_mailbox.connections > before, PATIENCE, "mail being sent")
        time.sleep(chance.uniform(0, 0.4))
        own_stack.kill(own_stack.worker)
        expire_leases(own_stack)

    own_mailbox.hang_seconds = 0
    own_stack.start_worker()
    wait_until(lambda: expire_leases(own_stack) == 0, PATIENCE, "sent messages")
    ids = [mail["Message-ID"] for mail in own_mailbox.accepted]
    doubled = len(ids) - len(set(ids))

    report("worker killed while sending", own_stack, _MAIL_KILLS, mails=len(set(ids)), mails_doubled=doubled)
    assert len(set(ids)) == len(names)
    assert doubled <= _MAIL_KILLS
