"""What speaks for a machine. Whoever is suspected is stored and answered like everybody else.

Only a flood from one network is turned away, and told when to come back.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings

from intake import limits
from intake.enums import SuspectReason
from intake.limits import Limit
from intake.stamps import age_of

WINDOW = dt.timedelta(hours=1)
FASTEST_PERSON = dt.timedelta(seconds=3)
_LINKS_OF_A_PERSON = 1  # somebody may name a page that they read
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s|\[(?:url|link)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Signs:
    """What a sent form shows of its sender.

    `trap` is what stood in the field that people leave empty, `lines` are the texts of fields
    of one line, `texts` those of several, `phone` is in E.164 or empty.
    """

    trap: str = ""
    stamp: str = ""
    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Verdict:
    """What to do with a request: `again` is when to come back if it is one of a flood."""

    again: dt.datetime | None = None
    suspicions: tuple[SuspectReason, ...] = ()


def judge(signs: Signs, network: str, now: dt.datetime) -> Verdict:
    """Count a request from `network`; tell a flood from it, and every reason for quarantine.

    There is no flood by phone number: whoever knew one could shut its owner out.
    """
    by_network = Limit("request", network, settings.FLOOD_PER_NETWORK)
    from_network, with_phone = limits.add_each([by_network, Limit("phone", signs.phone)], WINDOW, now)
    if from_network > by_network.most:
        return Verdict(again=limits.window_end(WINDOW, now))
    age = age_of(signs.stamp, now)
    found = {
        SuspectReason.TRAP: bool(signs.trap),
        SuspectReason.NO_STAMP: age is None,
        # A clock that was set back makes an age negative; that is nobody's haste.
        SuspectReason.FAST: age is not None and dt.timedelta() <= age < FASTEST_PERSON,
        SuspectReason.LINKS: _holds_advertising(signs),
        SuspectReason.NETWORK: from_network > settings.SUSPECT_PER_NETWORK,
        SuspectReason.SAME_PHONE: with_phone > settings.SUSPECT_PER_PHONE,
    }
    return Verdict(suspicions=tuple(reason for reason, holds in found.items() if holds))


def _holds_advertising(signs: Signs) -> bool:
    everything = "\n".join((*signs.lines, *signs.texts))
    return (
        any(_LINK.search(line) for line in signs.lines)
        or bool(_MARKUP.search(everything))
        or len(_LINK.findall(everything)) > _LINKS_OF_A_PERSON
    )
