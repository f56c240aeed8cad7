"""Processes are killed with -9 while people use them. What was acknowledged must be there, once."""

from __future__ import annotations

import os
import random

import pytest

from tests.faults.people import ASKING, Crowd, post, stored
from tests.stack import Mailbox, Stack, wait_until

KILLS = int(os.environ.get("FAULT_KILLS", "50"))
_ACKNOWLEDGED_BETWEEN_KILLS = 10
_EXPIRE_LEASES = (
    "from intake.models import OutboxMessage as M; from django.utils import timezone; "
    "M.objects.exclude(lease_until=None).update(lease_until=timezone.now())"
)


def test_killing_gunicorn_loses_and_doubles_nothing(
    own_stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(KILLS)
    own_stack.start_site()
    crowd = Crowd(own_stack, size=6)
    crowd.start()
    try:
        for _ in range(KILLS):
            enough = len(crowd.acknowledged) + chance.randint(1, 2 * _ACKNOWLEDGED_BETWEEN_KILLS)
            wait_until(lambda enough=enough: len(crowd.acknowledged) >= enough, 30, "acknowledged requests")
            own_stack.kill(own_stack.site)
            own_stack.start_site()
    finally:
        crowd.leave()
    found = stored(own_stack, crowd.acknowledged)

    lost = {name for name in crowd.acknowledged if found.rows.get(found.shown[name]) != name}
    doubled = len(found.rows) - len(set(found.rows.values()))
    with capsys.disabled():
        print(
            f"\nkills {KILLS}, acknowledged {len(crowd.acknowledged)}, stored {len(found.rows)}, "
            f"lost {len(lost)}, doubled {doubled}, outbox messages {found.messages}"
        )
    assert lost == set()
    assert doubled == 0
    assert found.messages == len(found.rows) == len(crowd.acknowledged)


def test_a_worker_killed_while_sending_sends_again_under_the_same_id(
    own_stack: Stack, own_mailbox: Mailbox
) -> None:
    own_stack.start_site()
    own_mailbox.hang_seconds = 3
    assert post(own_stack, ASKING | {"name": "Sam"})
    own_stack.start_worker()
    wait_until(lambda: own_mailbox.connections > 0, 20, "connection to the SMTP server")
    own_stack.kill(own_stack.worker)

    own_mailbox.hang_seconds = 0
    own_stack.manage("shell", "--no-imports", "--command", _EXPIRE_LEASES)
    own_stack.start_worker()
    wait_until(lambda: _all_sent(own_stack), 20, "sent message")

    assert 1 <= len(own_mailbox.accepted) <= 2
    assert len({mail["Message-ID"] for mail in own_mailbox.accepted}) == 1


def _all_sent(stack: Stack) -> bool:
    waiting = "from intake.models import OutboxMessage as M; print(M.objects.filter(sent_at=None).count())"
    return stack.manage("shell", "--no-imports", "--command", waiting).strip() == "0"
