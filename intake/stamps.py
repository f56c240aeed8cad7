"""Stamps: when a form was given out, signed, so that haste can be noticed without a cookie or a script."""

from __future__ import annotations

import datetime as dt

from django.core import signing

_SALT = "intake.stamp"


def new_stamp(now: dt.datetime, *, to_the_hour: bool = False) -> str:
    """Return a stamp for a form given out at `now`.

    `to_the_hour` is for forms within pages that are kept in memory: such a page must not
    change every minute, so its stamp says the hour and no more.
    """
    if to_the_hour:
        now = now.replace(minute=0, second=0, microsecond=0)
    return signing.Signer(salt=_SALT).sign(f"{int(now.timestamp()):x}")


def age_of(stamp: str, now: dt.datetime) -> dt.timedelta | None:
    """Return how long ago a stamp was made; None for one that is not ours. Any age is fine."""
    try:
        return now - dt.datetime.fromtimestamp(int(signing.Signer(salt=_SALT).unsign(stamp), 16), dt.UTC)
    except (signing.BadSignature, ValueError, OverflowError):
        return None
