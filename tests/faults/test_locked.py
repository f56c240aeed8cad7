"""The lock that every writer needs is held for less than the lock timeout, and for longer.

By default, settings scale the times down: a timeout of 2 seconds instead of 10, a short lock of 1
second instead of 5, and a long lock of 4 seconds instead of 30. FAULT_REAL_TIMES=1 uses the real
times.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from tests.faults.people import ASKING, get, says_not_sent, send, send_all, stored
from tests.faults.test_invariant import locked
from tests.prepared import Prepared
from tests.stack import Stack, free_port

REAL_TIMES = bool(os.environ.get("FAULT_REAL_TIMES"))
SHORT, LONG = (5.0, 30.0) if REAL_TIMES else (1.0, 4.0)
SETTINGS = {} if REAL_TIMES else {"DJANGO_SETTINGS_MODULE": "tests.faults.impatient_settings"}


@pytest.fixture
def site(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = prepared.copy(tmp_path_factory.mktemp("locked"), free_port(), WEB_THREADS="16", **SETTINGS)
    try:
        running.start_site()
        yield running
    finally:
        running.stop()


def test_short_lock_is_waited_for(site: Stack, report: Callable[..., None]) -> None:
    names = [f"Short {number}" for number in range(5)]
    with locked(site):
        threads, answers = send_all(site, names)
        time.sleep(SHORT)
    for thread in threads:
        thread.join()

    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(names, 303)
    found = stored(site, {name: answer.receipt for name, answer in answers.items()})
    report(f"database locked for {SHORT:g} s", site, 1, **found.figures)
    assert (found.lost, found.doubled) == (set(), 0)


def test_long_lock_keeps_typed_answers_and_pages(site: Stack, report: Callable[..., None]) -> None:
    names = [f"Long {number}" for number in range(90)]  # more than threads
    for _ in range(8):  # so that both workers have cached the page
        get(site, "/")
    with locked(site):
        end = time.monotonic() + LONG
        threads, answers = send_all(site, names)
        reading = []
        while time.monotonic() < end:
            reading.append(get(site, "/"))
            time.sleep(0.05)
    for thread in threads:
        thread.join()
    not_sent = [name for name, answer in answers.items() if says_not_sent(answer, name)]
    again = {name: send(site, ASKING | {"name": name}) for name in not_sent}
    receipts = {name: answer.receipt for name, answer in (answers | again).items()}
    found = stored(site, receipts)

    times = [1000 * page.took for page in reading]
    seen = f"{len(times)} pages, {median(times):.0f} ms (median), {max(times):.0f} ms (longest)"
    report(f"database locked for {LONG:g} s", site, 1, **found.figures, seen=seen)
    assert len(not_sent) > 30
    assert None not in receipts.values()
    assert (found.lost, found.doubled) == (set(), 0)
    assert {page.status for page in reading} == {200}
    if REAL_TIMES:  # a loaded machine may take longer to refuse the other posts than a short lock lasts
        assert len(reading) > 2  # the posts that wait leave threads for those who read
