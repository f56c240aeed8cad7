"""What speaks for a machine. A suspect is stored and answered like everyone else.

Only a flood from one address is turned away, with the time to come back. Wider networks, a form
that is sent again and again, and all requests together mark and never refuse.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from intake.enums import SuspectReason
from intake.spam import limits
from intake.spam.form_timestamp import Stamp, read_stamp
from intake.spam.limits import Counter

WINDOW, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FASTEST_PERSON = dt.timedelta(seconds=3)
# FLOOD_PER_NETWORK turns one address away. Its default, 300 in an hour, is far more than people send
# from the Wi-Fi of a clinic, or from an address that a carrier shares among thousands of phones.
# SUSPECT_PER_NETWORK marks the requests of one address; the larger networks around it may send so many
# times as many, and all senders together ten times. Each limit is at least twice the one before, so
# that a network which reaches its own cannot fill the next larger one for its neighbors.
_TIMES_AS_MUCH, _EVERYWHERE_TIMES = (1, 2, 5), 10
_EVERYWHERE = "everywhere"
_LINKS_OF_A_PERSON = 1  # a person may name a page that they read
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s|\[(?:url|link)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Signals:
    """What a sent form shows of its sender.

    `honeypot` is what stood in the field that people leave empty, `lines` are the texts of fields
    of one line, `texts` those of several, `phone` is in E.164 or empty.
    """

    honeypot: str = ""
    stamp: str = ""
    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Result:
    """What to do with a request: `again` is when to come back if it is one of a flood.

    `counters` are to be counted with `limits.add` once the request is stored.
    """

    again: dt.datetime | None = None
    suspicions: tuple[SuspectReason, ...] = ()
    counters: tuple[Counter, ...] = ()


def score(signals: Signals, networks: tuple[str, ...], now: dt.datetime) -> Result:
    """Tell a flood from a request that comes from `networks`, and find every reason to look twice.

    Reads counts and writes none, so that a flood which is turned away costs no writes. There is no
    flood by phone number: anyone who knew one could shut its owner out.
    """
    stamp = read_stamp(signals.stamp, now)
    address = Counter("request", networks[0] if networks else "", WINDOW, settings.FLOOD_PER_NETWORK)
    phone = Counter("phone", signals.phone, WINDOW, settings.SUSPECT_PER_PHONE)
    uses = Counter("form", stamp.text if stamp else "", DAY, stamp.most if stamp else 0)
    tiers = list(_tiers(networks))
    at_address, of_phone, of_stamp, *of_tiers = limits.counted([address, phone, uses, *tiers], now)
    if address.subject and at_address >= address.most:
        return Result(again=limits.window_end(WINDOW, now))
    full = [tier for tier, count in zip(tiers, of_tiers, strict=True) if count >= tier.most]
    found = {
        SuspectReason.TRAP: bool(signals.honeypot),
        SuspectReason.NO_STAMP: stamp is None,
        SuspectReason.FAST: stamp is not None and _is_hasty(stamp),
        SuspectReason.LINKS: _holds_advertising(signals),
        SuspectReason.REUSED: of_stamp >= uses.most and stamp is not None,
        SuspectReason.NETWORK: any(tier.subject != _EVERYWHERE for tier in full),
        SuspectReason.EVERYWHERE: any(tier.subject == _EVERYWHERE for tier in full),
        SuspectReason.SAME_PHONE: of_phone >= phone.most,
    }
    suspicions = tuple(reason for reason, applies in found.items() if applies)
    # A suspect fills no network for others.
    more = [] if any(reason.quarantines for reason in suspicions) else tiers
    return Result(suspicions=suspicions, counters=(address, phone, uses, *more))


def _tiers(networks: tuple[str, ...]) -> Iterator[Counter]:
    for network, times in (*zip(networks, _TIMES_AS_MUCH, strict=False), (_EVERYWHERE, _EVERYWHERE_TIMES)):
        yield Counter("suspect", network, WINDOW, times * settings.SUSPECT_PER_NETWORK)


def _is_hasty(stamp: Stamp) -> bool:
    # A clock that was set back makes an age negative; that is nobody's haste.
    return dt.timedelta() <= stamp.age < FASTEST_PERSON


def _holds_advertising(signals: Signals) -> bool:
    everything = "\n".join((*signals.lines, *signals.texts))
    return (
        any(_LINK.search(line) for line in signals.lines)
        or bool(_MARKUP.search(everything))
        or len(_LINK.findall(everything)) > _LINKS_OF_A_PERSON
    )
