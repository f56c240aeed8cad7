"""What was typed into a form, sealed into an address, and which forms were sent, or left.

"Back" must not show the answers of a form that was sent, or a result that was left, to others who use the
same device. So an address contains a nonce, which a form on its page sends along in a hidden field; once
that form was sent or the site was left from its page, no address with its nonce opens.

What is stored is a count like those of the rate limits: a hash that says neither what was sent nor by
whom. It stays an hour or two, longer than an address with answers is valid.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from intake.crypto.receipts import is_nonce, new_nonce
from intake.crypto.sealed_input import InputGone, open_input, seal_input
from intake.spam import limits
from intake.spam.limits import RateCounter

NONCE = "nonce"
_WINDOW = dt.timedelta(hours=1)


class InputSent(Exception):
    """What an address contains was sent in the meantime. `typed` is what it contains."""

    def __init__(self, typed: MultiValueDict) -> None:
        super().__init__()
        self.typed = typed


def seal_typed(posted: QueryDict, purpose: str, now: dt.datetime) -> str:
    """Return what was posted as a code for an address. Raises InputTooLong.

    It keeps the nonce of its form. A form that was sent or left, or had no nonce, gets a new one.
    """
    typed = {field: [str(value) for value in values] for field, values in posted.lists()}
    typed.pop("csrfmiddlewaretoken", None)
    nonce = posted.get(NONCE, "")
    is_known = is_nonce(nonce) and not _was_sent(nonce, now) and not was_left(nonce, now)
    typed[NONCE] = [nonce if is_known else new_nonce()]
    return seal_input(purpose, typed, now)


def open_typed(purpose: str, code: str, now: dt.datetime) -> MultiValueDict:
    """Return what was sealed into a code, as a form expects it. Raises InputSent if it was sent.

    Raises InputGone if the code is unknown or too old, or if the person left the site.
    """
    typed = MultiValueDict(open_input(purpose, code, now))
    nonce = typed.get(NONCE, "")  # an address of the previous release may have none
    if _was_sent(nonce, now):
        raise InputSent(typed)
    if was_left(nonce, now):
        raise InputGone
    return typed


def mark_sent(posted: QueryDict, now: dt.datetime) -> None:
    """Let no code with the nonce of what was just posted open anymore. Never raises DatabaseError."""
    nonce = posted.get(NONCE, "")
    if is_nonce(nonce):
        limits.add([sent_counter(nonce)], now)


def mark_left(nonces: Sequence[str], now: dt.datetime) -> None:
    """Note that a person left the site from a page with these nonces. Never raises DatabaseError."""
    limits.add([_left_counter(nonce) for nonce in nonces], now)


def was_left(nonce: str, now: dt.datetime) -> bool:
    """Return whether a person left a page with this nonce in the last hour; False if that isn't known."""
    return _was_counted(_left_counter(nonce), now)


def sent_counter(nonce: str) -> RateCounter:
    """Return the counter of how often the form with `nonce` was sent."""
    return RateCounter("sent", nonce, _WINDOW)


def _left_counter(nonce: str) -> RateCounter:
    return RateCounter("left", nonce, _WINDOW)


def _was_sent(nonce: str, now: dt.datetime) -> bool:
    return _was_counted(sent_counter(nonce), now)


def _was_counted(counter: RateCounter, now: dt.datetime) -> bool:
    return any(limits.counted([counter], then) != [0] for then in (now, now - _WINDOW))
