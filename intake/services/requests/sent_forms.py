"""Which forms were sent, or left: "back" must not show their answers to others who use the same device.

A form is known by its nonce. What is stored is a count like those of the rate limits: a hash that says
neither what was sent nor by whom. It stays an hour or two, longer than an address with answers is valid.
"""

from __future__ import annotations

import datetime as dt

from intake.spam import limits
from intake.spam.limits import Counter

_WINDOW = dt.timedelta(hours=1)


def sent_counter(nonce: str) -> Counter:
    """Return the counter of how often the form with `nonce` was sent."""
    return Counter("sent", nonce, _WINDOW)


def mark_sent(nonce: str, now: dt.datetime) -> None:
    """Note that the form with `nonce` was sent; nothing if it has none. Never raises DatabaseError."""
    limits.add([sent_counter(nonce)], now)


def was_sent(nonce: str, now: dt.datetime) -> bool:
    """Return whether the form with `nonce` was sent in the last hour; False if that isn't known."""
    return _was_counted(sent_counter(nonce), now)


def mark_left(nonce: str, now: dt.datetime) -> None:
    """Note that a person left the site with the form unsent. Never raises DatabaseError."""
    limits.add([_left_counter(nonce)], now)


def was_left(nonce: str, now: dt.datetime) -> bool:
    """Return whether the form with `nonce` was left in the last hour; False if that isn't known."""
    return _was_counted(_left_counter(nonce), now)


def _left_counter(nonce: str) -> Counter:
    return Counter("left", nonce, _WINDOW)


def _was_counted(counter: Counter, now: dt.datetime) -> bool:
    return any(limits.counted([counter], then) != [0] for then in (now, now - _WINDOW))
