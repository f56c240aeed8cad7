"""Form timestamps: a signed time in each form, which reveals haste without a cookie or a script."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing

_SALT = "intake.stamp"  # timestamps of earlier releases were signed with it
# A person sends a form again after a mistake, a doubtful click, or a second thought.
_MOST_OF_ONE_FORM = 10
# All readers of a cached page share its timestamp for an hour: more than send a request in a day.
_MOST_OF_ONE_PAGE = 100


@dataclass(frozen=True)
class FormTimestamp:
    """A valid timestamp. `age` may be negative after a clock was set back.

    `text` identifies the timestamp, whatever key signed it; `most` is how often one is usually used.
    """

    text: str
    age: dt.timedelta
    most: int


def new_timestamp(now: dt.datetime, *, to_the_hour: bool = False) -> str:
    """Return a timestamp for a form rendered at `now`, different for each form.

    `to_the_hour` is for forms on cached pages: such a page must not change every minute, so its
    timestamp contains only the hour.
    """
    if to_the_hour:
        text = f"{int(now.replace(minute=0, second=0, microsecond=0).timestamp()):x}"
    else:
        text = f"{int(now.timestamp()):x}-{secrets.token_hex(8)}"
    return signing.Signer(salt=_SALT).sign(text)


def read_timestamp(signed: str, now: dt.datetime) -> FormTimestamp | None:
    """Return a form's timestamp, however old, or None if this site didn't sign it."""
    try:
        text = signing.Signer(salt=_SALT).unsign(signed)
        made, _, own = text.partition("-")
        age = now - dt.datetime.fromtimestamp(int(made, 16), dt.UTC)
    except (signing.BadSignature, ValueError, OverflowError):
        return None
    return FormTimestamp(text, age, _MOST_OF_ONE_FORM if own else _MOST_OF_ONE_PAGE)
