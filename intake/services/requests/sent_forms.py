"""What was typed into a form, sealed into an address, and which forms were sent, or left.

"Back" must not show the answers of a form that was sent, or a result that was left, to others who use the
same device. So an address contains a nonce, which a form on its page sends along in a hidden field; once
that form was sent or the site was left from its page, no address with its nonce opens. Nor
does any address that the same visitor got before leaving from another page: people take a check twice,
and read on.

What is stored are counts like those of the rate limits: hashes that say neither what was sent nor by
whom. They stay an hour or two, longer than an address with answers is valid.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from intake.crypto.receipts import is_nonce, new_nonce
from intake.crypto.sealed_input import InputGone, open_input, seal_input
from intake.spam import limits
from intake.spam.limits import RateCounter

NONCE = "nonce"
_BEFORE = "left-before"  # when the address was issued, and how often its visitor had left by then
_WINDOW = dt.timedelta(hours=1)


class InputSent(Exception):
    """What an address contains was sent in the meantime. `typed` is what it contains."""

    def __init__(self, typed: MultiValueDict) -> None:
        super().__init__()
        self.typed = typed


def nonce_in(typed: Mapping[str, str]) -> str:
    """Return the nonce of a form, or a new one if none was sent with it."""
    nonce = typed.get(NONCE, "")
    return nonce if is_nonce(nonce) else new_nonce()


def seal_typed(posted: MultiValueDict, purpose: str, now: dt.datetime, visitor: str = "") -> str:
    """Return what was posted as a code for an address. Raises InputTooLong.

    The code contains the nonce of the form, or a new one if that form was sent or left, or had none.
    Once `visitor` (see `visitor_of`) leaves the site, the code doesn't open anymore.
    """
    typed = {field: [str(value) for value in values] for field, values in posted.lists()}
    typed.pop("csrfmiddlewaretoken", None)
    nonce = posted.get(NONCE, "")
    is_known = is_nonce(nonce) and not any(_sent_and_left(nonce, now))
    typed[NONCE] = [nonce if is_known else new_nonce()]
    typed[_BEFORE] = [str(int(now.timestamp())), str(*times_left([visitor], now))]
    return seal_input(purpose, typed, now)


def open_typed(purpose: str, code: str, now: dt.datetime, visitor: str = "") -> MultiValueDict:
    """Return what was sealed into a code, as a form expects it. Raises InputSent if it was sent.

    Raises InputGone if the code is unknown or too old, or if the person left the site: from a page with
    its nonce, or, if `visitor` is given, from any page. After leaving, nothing may say that it was sent.
    """
    content = open_input(purpose, code, now)
    # Addresses of the previous release have no _BEFORE.
    issued, times = content.pop(_BEFORE, [str(int(now.timestamp())), "0"])
    typed = MultiValueDict(content)
    nonce = typed.get(NONCE, "")  # an address of the previous release may have none
    sent, left = _sent_and_left(nonce, now)
    since = dt.datetime.fromtimestamp(int(issued), dt.UTC)
    if left or any(left_since([visitor], since, [int(times)], now)):
        raise InputGone
    if sent:
        raise InputSent(typed)
    return typed


def mark_sent(posted: QueryDict, now: dt.datetime) -> None:
    """Close all codes with the nonce of the form that was just posted. Never raises DatabaseError."""
    nonce = posted.get(NONCE, "")
    if is_nonce(nonce):
        limits.add([sent_counter(nonce)], now)


def mark_left(nonces: Sequence[str], now: dt.datetime) -> None:
    """Record that a person left the site from a page with these nonces. Never raises DatabaseError.

    Anything else that identifies what was left, like a visitor or the hash of a secret, works as a nonce.
    """
    limits.add([_left_counter(nonce) for nonce in nonces], now)


def was_left(nonce: str, now: dt.datetime) -> bool:
    """Return whether a person left a page with this nonce in the last hour; False if unknown."""
    return _sent_and_left(nonce, now)[1]


def times_left(nonces: Sequence[str], at: dt.datetime) -> list[int]:
    """Return how often a page with each nonce was left in the hour of `at`; 0 if unknown."""
    return limits.counted([_left_counter(nonce) for nonce in nonces], at)


def left_since(
    nonces: Sequence[str], then: dt.datetime, times: Sequence[int], now: dt.datetime
) -> list[bool]:
    """Return for each nonce whether its page was left after `then`, when `times` were counted.

    What happened more than an hour ago may be forgotten.
    """
    counters = [_left_counter(nonce) for nonce in nonces]
    hours = {limits.window_end(_WINDOW, at): at for at in (now - _WINDOW, now)}
    later = [at for end, at in hours.items() if end > limits.window_end(_WINDOW, then)]
    found = limits.counted_at([(counter, at) for at in (then, *later) for counter in counters])
    in_its_hour, since = found[: len(counters)], found[len(counters) :]
    return [
        before > known or any(since[number :: len(counters)])
        for number, (known, before) in enumerate(zip(times, in_its_hour, strict=True))
    ]


def sent_counter(nonce: str) -> RateCounter:
    """Return the counter of how often the form with `nonce` was sent."""
    return RateCounter("sent", nonce, _WINDOW, kept=_WINDOW)


def _left_counter(nonce: str) -> RateCounter:
    return RateCounter("left", nonce, _WINDOW, kept=_WINDOW)


def _sent_and_left(nonce: str, now: dt.datetime) -> tuple[bool, bool]:
    """Return whether the form was sent, and whether its page was left, in this hour or the one before."""
    sent, left, moments = sent_counter(nonce), _left_counter(nonce), (now, now - _WINDOW)
    found = limits.counted_at([(counter, at) for counter in (sent, left) for at in moments])
    return any(found[:2]), any(found[2:])
