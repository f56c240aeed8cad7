"""The same form sent many times at once is one request with one receipt."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from tests.faults.people import ASKING, Answer, send, stored
from tests.stack import Stack

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "5"))
CLICKS = 50


def test_fifty_concurrent_posts_are_one_request_message_and_receipt(
    own_stack: Stack, report: Callable[..., None]
) -> None:
    own_stack.start_site()
    rounds = [_click(own_stack, f"Sam {number}") for number in range(ROUNDS)]
    receipts = [{answer.receipt for answer in answers} for answers in rounds]
    found = stored(own_stack, {f"Sam {number}": min(shown) for number, shown in enumerate(receipts)})

    report(f"{CLICKS} clicks at once", own_stack, ROUNDS, **found.figures)
    assert {answer.status for answers in rounds for answer in answers} == {303}
    assert [len(shown) for shown in receipts] == [1] * ROUNDS
    assert (found.lost, found.doubled) == (set(), 0)
    assert found.messages == len(found.rows) == ROUNDS


def _click(stack: Stack, name: str) -> list[Answer]:
    answers: list[Answer] = []
    together = threading.Barrier(CLICKS)

    def click() -> None:
        together.wait(20)
        answers.append(send(stack, ASKING | {"name": name}))

    threads = [threading.Thread(target=click) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
