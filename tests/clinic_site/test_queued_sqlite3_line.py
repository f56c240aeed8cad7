"""The line in which writers stand, by itself."""

from __future__ import annotations

import gc
import os
import threading
import time
from pathlib import Path

import pytest

from clinic_site.queued_sqlite3.line import Line, LineTimeoutError, line_of
from tests.clinic_site.queue_lines import is_held
from tests.stack import wait_until


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return where a database would be; a line needs only the file beside it."""
    return tmp_path / "queue.sqlite3"


def test_threads_write_in_the_order_in_which_they_asked(database: Path) -> None:
    line, order = Line(str(database)), []

    def write(number: int) -> None:
        turn = line.enter(20, 24)
        order.append(number)
        turn.end()

    first = line.enter(1, 24)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for number, thread in enumerate(threads):
        thread.start()
        wait_until(lambda number=number: len(line._waiting) > number, 5, "one more in line")
    first.end()
    for thread in threads:
        thread.join()

    assert order == list(range(12))


def test_whoever_gave_up_does_not_stand_in_the_way(database: Path) -> None:
    line = Line(str(database))
    turn = line.enter(1, 24)
    with pytest.raises(LineTimeoutError):
        line.enter(0.05, 24)

    turn.end()

    line.enter(1, 24).end()


def test_when_a_full_line_stands_still_nobody_more_waits(database: Path) -> None:
    line = Line(str(database))
    turn = line.enter(1, 0)
    began = time.monotonic()
    with pytest.raises(LineTimeoutError):
        line.enter(30, 0)
    first = time.monotonic() - began

    with pytest.raises(LineTimeoutError):
        line.enter(30, 0)

    second = time.monotonic() - began - first
    assert (0.8 < first < 3, second < 0.5) == (True, True)
    turn.end()


def test_a_full_line_that_moves_takes_one_more(database: Path) -> None:
    line = Line(str(database))
    threading.Timer(0.1, line.enter(1, 0).end).start()

    line.enter(30, 0).end()


def test_a_thread_that_ends_within_its_transaction_lets_the_next_one_write(database: Path) -> None:
    line = line_of(str(database))
    thread = threading.Thread(target=lambda: line.enter(1, 24))

    thread.start()
    thread.join()
    gc.collect()

    assert not is_held(line)


def test_a_child_of_a_writer_neither_holds_nor_ends_its_turn(database: Path) -> None:
    turn = line_of(str(database)).enter(1, 24)
    child = os.fork()
    if child == 0:
        held = is_held(line_of(str(database)))
        turn.end()
        os._exit(0 if held else 1)

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert is_held(line_of(str(database)))
    turn.end()


def test_without_a_lock_file_writers_of_a_process_still_come_in_order(tmp_path: Path) -> None:
    line = Line(str(tmp_path / "no such folder" / "queue.sqlite3"))
    turn = line.enter(1, 24)

    assert is_held(line)
    turn.end()
    assert not is_held(line)
