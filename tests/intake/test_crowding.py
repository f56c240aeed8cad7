from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import DatabaseError

from intake.crowding import TooManyWait, WaitingRoom

A_WHILE = 0.3


@pytest.fixture
def full() -> Iterator[WaitingRoom]:
    """A room whose two seats were taken just now."""
    room = WaitingRoom(2, A_WHILE)
    with ExitStack() as people:
        people.enter_context(room.seat())
        people.enter_context(room.seat())
        yield room


def test_in_a_rush_everybody_has_a_seat_in_turn() -> None:
    room, done = WaitingRoom(2, 5), []

    def write() -> None:
        with room.seat():
            time.sleep(0.005)
        done.append(1)

    threads = [threading.Thread(target=write) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 30


def test_nobody_waits_long_behind_those_who_are_stuck(full: WaitingRoom) -> None:
    started = time.monotonic()
    with pytest.raises(TooManyWait), full.seat():
        pass

    assert A_WHILE <= time.monotonic() - started < 4 * A_WHILE


def test_whoever_comes_later_is_told_at_once(full: WaitingRoom) -> None:
    time.sleep(1.1 * A_WHILE)
    started = time.monotonic()
    with pytest.raises(TooManyWait), full.seat():
        pass
    with pytest.raises(TooManyWait):
        full.refuse_if_stuck()

    assert time.monotonic() - started < A_WHILE


def test_a_few_may_wait_for_long() -> None:
    room = WaitingRoom(2, 0.01)
    with room.seat():
        time.sleep(0.05)
        with room.seat():
            pass


def test_a_seat_is_free_again_however_its_use_ended() -> None:
    room = WaitingRoom(1, A_WHILE)
    with pytest.raises(ValueError, match="odd"), room.seat():
        raise ValueError("odd")

    with room.seat():
        pass


def test_views_take_it_for_a_database_that_is_away() -> None:
    assert issubclass(TooManyWait, DatabaseError)
