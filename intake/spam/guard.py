"""Detect automated requests. A suspicious request is marked, stored, and answered like any other.

Only a flood from one address is refused, with the time to try again. Requests above the limits of wider
networks, of one form sent many times, or of all requests together are only marked.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from intake.enums import SuspectReason
from intake.spam import limits
from intake.spam.form_timestamp import FormTimestamp, read_timestamp
from intake.spam.limits import RateCounter

WINDOW, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# How long an address is refused at most. A burst of one computer behind a carrier's address must not keep
# its neighbors waiting for the rest of the hour.
FLOOD_WINDOW = dt.timedelta(minutes=10)
FASTEST_PERSON = dt.timedelta(seconds=3)
# FLOOD_PER_NETWORK is the limit above which one address is refused, a sixth of it in ten minutes. Its
# default, 300 per hour, is far more than people send from the Wi-Fi of a clinic, or from an address that a
# carrier shares among thousands of phones. Above SUSPECT_PER_NETWORK, the requests of one address are
# marked. The limits of the larger networks around it, and of all senders together, are these multiples.
# Each is at least twice the one before, so that a network at its limit can't use up the limit of the next
# larger one for its neighbors.
_TIMES_AS_MUCH, _EVERYWHERE_TIMES = (1, 2, 5), 10
_EVERYWHERE = "everywhere"
# To one request in an hour: each change is in the audit trail for good, and staff get mail about it.
_MOST_CHANGES = 20
_LINKS_OF_A_PERSON = 1  # a person may mention a page that they read
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s|\[(?:url|link)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Signals:
    """What a submitted form reveals about its sender.

    `honeypot` is the content of the field that people leave empty, `timestamp` the form's signed
    timestamp, `lines` are the texts of single-line fields, `texts` those of multi-line fields, and
    `phone` is in E.164 or empty.
    """

    honeypot: str = ""
    timestamp: str = ""
    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Result:
    """What to do with a request. `again` is when to try again, if it is refused as part of a flood.

    Pass `counters` to `limits.add` when the request is stored.
    """

    again: dt.datetime | None = None
    suspicions: tuple[SuspectReason, ...] = ()
    counters: tuple[RateCounter, ...] = ()


def score(signals: Signals, networks: tuple[str, ...], now: dt.datetime) -> Result:
    """Return whether a request from `networks` is part of a flood, and every reason to suspect it.

    Reads counts and writes none, so that a refused flood costs no writes. No phone number is ever
    refused: anyone who knew one could lock its owner out.
    """
    timestamp = read_timestamp(signals.timestamp, now)
    address = _flood_counter("request", networks)
    phone = RateCounter("phone", signals.phone, WINDOW, settings.SUSPECT_PER_PHONE)
    uses = RateCounter("form", timestamp.text if timestamp else "", DAY, timestamp.most if timestamp else 0)
    tiers = list(_tiers(networks))
    at_address, of_phone, of_form, *of_tiers = limits.counted([address, phone, uses, *tiers], now)
    if address.subject and at_address >= address.most:
        return Result(again=limits.window_end(FLOOD_WINDOW, now))
    full = [tier for tier, count in zip(tiers, of_tiers, strict=True) if count >= tier.most]
    found = {
        SuspectReason.HONEYPOT: bool(signals.honeypot),
        SuspectReason.NO_TIMESTAMP: timestamp is None,
        SuspectReason.FAST: timestamp is not None and _is_hasty(timestamp),
        SuspectReason.LINKS: _contains_advertising(signals),
        SuspectReason.REUSED: of_form >= uses.most and timestamp is not None,
        SuspectReason.NETWORK: any(tier.subject != _EVERYWHERE for tier in full),
        SuspectReason.EVERYWHERE: any(tier.subject == _EVERYWHERE for tier in full),
        SuspectReason.SAME_PHONE: of_phone >= phone.most,
    }
    suspicions = tuple(reason for reason, applies in found.items() if applies)
    # A request that looks automated doesn't use up the limits of its networks.
    more = [] if any(reason.quarantines for reason in suspicions) else tiers
    return Result(suspicions=suspicions, counters=(address, phone, uses, *more))


def allow_change(request_id: uuid.UUID, networks: tuple[str, ...], now: dt.datetime) -> bool:
    """Count a patient's change to a request, or its reopening. If there were too many, return False instead.

    Only someone with the code of a request can reach its limit; that of an address is FLOOD_PER_NETWORK.
    Canceling has no limit, because it must stop the calls, and is only possible once after each reopening.
    """
    changes = RateCounter("change", request_id.hex, WINDOW, _MOST_CHANGES)
    return _allow([changes, _flood_counter("change", networks)], now)


def allow_start(networks: tuple[str, ...], now: dt.datetime) -> bool:
    """Count the start of a consultation form. If there were too many, return False instead."""
    return _allow([_flood_counter("start", networks)], now)


def _flood_counter(purpose: str, networks: tuple[str, ...]) -> RateCounter:
    most = math.ceil(settings.FLOOD_PER_NETWORK * (FLOOD_WINDOW / WINDOW))
    return RateCounter(purpose, networks[0] if networks else "", FLOOD_WINDOW, most)


def _allow(counters: Sequence[RateCounter], now: dt.datetime) -> bool:
    counts = limits.counted(counters, now)
    if any(each.subject and count >= each.most for each, count in zip(counters, counts, strict=True)):
        return False
    limits.add(counters, now)
    return True


def _tiers(networks: tuple[str, ...]) -> Iterator[RateCounter]:
    for network, times in (*zip(networks, _TIMES_AS_MUCH, strict=False), (_EVERYWHERE, _EVERYWHERE_TIMES)):
        yield RateCounter("suspect", network, WINDOW, times * settings.SUSPECT_PER_NETWORK)


def _is_hasty(timestamp: FormTimestamp) -> bool:
    # If the clock was set back, the age is negative: that isn't haste.
    return dt.timedelta() <= timestamp.age < FASTEST_PERSON


def _contains_advertising(signals: Signals) -> bool:
    everything = "\n".join((*signals.lines, *signals.texts))
    return (
        any(_LINK.search(line) for line in signals.lines)
        or bool(_MARKUP.search(everything))
        or len(_LINK.findall(everything)) > _LINKS_OF_A_PERSON
    )
