"""Stamps: when a form was given out, signed, so that haste can be noticed without a cookie or a script."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing

_SALT = "intake.stamp"
# A person sends a form again after a mistake, a doubtful click, or a second thought.
_MOST_OF_ONE_FORM = 10
# What a page of the cache gives out in an hour is shared by all its readers: more than ask in a day.
_MOST_OF_ONE_PAGE = 100


@dataclass(frozen=True)
class Stamp:
    """A stamp of ours: `age` may be negative after a clock was set back; `most` is its usual number of uses.

    `text` is the same for all uses of one stamp, whatever key signed it.
    """

    text: str
    age: dt.timedelta
    most: int


def new_stamp(now: dt.datetime, *, to_the_hour: bool = False) -> str:
    """Return a stamp for a form given out at `now`, which no other form has.

    `to_the_hour` is for forms within pages that are kept in memory: such a page must not
    change every minute, so its stamp says the hour and no more.
    """
    if to_the_hour:
        text = f"{int(now.replace(minute=0, second=0, microsecond=0).timestamp()):x}"
    else:
        text = f"{int(now.timestamp()):x}-{secrets.token_hex(8)}"
    return signing.Signer(salt=_SALT).sign(text)


def read_stamp(stamp: str, now: dt.datetime) -> Stamp | None:
    """Return what a stamp says; None for one that is not ours. Any age is fine."""
    try:
        text = signing.Signer(salt=_SALT).unsign(stamp)
        made, _, own = text.partition("-")
        age = now - dt.datetime.fromtimestamp(int(made, 16), dt.UTC)
    except (signing.BadSignature, ValueError, OverflowError):
        return None
    return Stamp(text, age, _MOST_OF_ONE_FORM if own else _MOST_OF_ONE_PAGE)
