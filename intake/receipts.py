"""Addresses of receipt pages: opaque, derived from the row, good for half an hour.

Nothing is stored for them. In the first quarter of an hour every answer to the same request
has the same address, so a retry after a lost answer leads to the very page that was lost.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing

LIFETIME = dt.timedelta(minutes=30)
_SALT = "intake.receipt"


class ReceiptExpired(Exception):
    """The address was ours, and its half hour is over."""


class ReceiptUnknown(Exception):
    """The address was never given out."""


def receipt_code(submission_id: uuid.UUID, received: dt.datetime, now: dt.datetime) -> str:
    """Return the code in the receipt's address for an answer given at `now`."""
    issued = received if received <= now < received + LIFETIME / 2 else now
    return signing.Signer(salt=_SALT).sign(f"{submission_id.hex}-{int(issued.timestamp()):x}")


def read_receipt_code(code: str, now: dt.datetime) -> uuid.UUID:
    """Return the id of the submission that `code` was given out for.

    Raises ReceiptUnknown for a code that is not ours, ReceiptExpired for one that is too old.
    """
    try:
        submission_hex, _, issued = signing.Signer(salt=_SALT).unsign(code).partition("-")
        issued_at = dt.datetime.fromtimestamp(int(issued, 16), dt.UTC)
        submission_id = uuid.UUID(hex=submission_hex)
    except (signing.BadSignature, ValueError, OverflowError):
        raise ReceiptUnknown from None
    if now >= issued_at + LIFETIME:
        raise ReceiptExpired
    return submission_id
