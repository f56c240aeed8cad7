from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.db import DatabaseError

from intake.crowding import TooManyWait, WaitingRoom


class Clock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def full(clock: Clock) -> WaitingRoom:
    """A room whose two seats were taken just now."""
    room = WaitingRoom(2, clock)
    with ExitStack() as people:
        people.enter_context(room.seat())
        people.enter_context(room.seat())
        yield room


def test_a_crowd_that_moves_on_is_let_in(full: WaitingRoom, clock: Clock) -> None:
    clock.now += 0.9

    with full.seat(), full.seat():
        full.refuse_if_stuck()


def test_nobody_more_waits_behind_those_who_are_stuck(full: WaitingRoom, clock: Clock) -> None:
    clock.now += 1.1

    with pytest.raises(TooManyWait), full.seat():
        pass
    with pytest.raises(TooManyWait):
        full.refuse_if_stuck()


def test_a_few_may_wait_for_long(clock: Clock) -> None:
    room = WaitingRoom(2, clock)
    with room.seat():
        clock.now += 15
        with room.seat():
            pass


def test_a_seat_is_free_again_however_its_use_ended(clock: Clock) -> None:
    room = WaitingRoom(1, clock)
    with pytest.raises(ValueError, match="odd"), room.seat():
        raise ValueError("odd")
    clock.now += 5

    room.refuse_if_stuck()


def test_views_take_it_for_a_database_that_is_away() -> None:
    assert issubclass(TooManyWait, DatabaseError)
