"""Receipts: opaque addresses that are good for half an hour, and the secret to come back with.

Nothing is stored for either. Address and secret are derived from the row by keyed functions of
SECRET_KEY, so that a retry after a lost answer leads to the very receipt that was lost.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.utils.crypto import constant_time_compare, salted_hmac

from intake import crockford
from intake.enums import CallTime, Channel, Language
from intake.safety_card import SafetyCard

LIFETIME = dt.timedelta(minutes=30)
_SECRET_SIGNS = 20  # 100 bits; with the 40 of the reference, nobody finds a pair by trying


class ReceiptExpired(Exception):
    """The address was ours, and its half hour is over."""


class ReceiptUnknown(Exception):
    """The address was never given out."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt's address holds: which submission, and the rules to repeat to the person."""

    submission_id: uuid.UUID
    card: SafetyCard


def receipt_code(receipt: Receipt, received: dt.datetime, now: dt.datetime) -> str:
    """Return the code in the receipt's address for an answer given at `now`.

    In the first quarter of an hour after `received` the same receipt has the same code:
    AES-SIV (RFC 5297) gives equal text for equal content, and shows nothing of it.
    """
    issued = received if received <= now < received + LIFETIME / 2 else now
    content = {
        "id": receipt.submission_id.hex,
        "at": int(issued.timestamp()),
        "card": asdict(receipt.card),
    }
    sealed = AESSIV(_key()).encrypt(json.dumps(content, separators=(",", ":")).encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_receipt_code(code: str, now: dt.datetime) -> Receipt:
    """Return the receipt that `code` was given out for.

    Raises ReceiptUnknown for a code that is not ours, ReceiptExpired for one that is too old.
    """
    try:
        sealed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        content = json.loads(AESSIV(_key()).decrypt(sealed, None))
    except (InvalidTag, ValueError, binascii.Error):
        raise ReceiptUnknown from None
    if now >= dt.datetime.fromtimestamp(content["at"], dt.UTC) + LIFETIME:
        raise ReceiptExpired
    return Receipt(uuid.UUID(hex=content["id"]), _card(content["card"]))


def receipt_secret(submission_id: uuid.UUID) -> str:
    """Return the secret that goes with a submission's reference, in groups of four signs."""
    mac = salted_hmac("intake.receipt.secret", submission_id.hex, algorithm="sha256")
    return crockford.grouped(crockford.encode(mac.digest())[:_SECRET_SIGNS])


def secret_fits(submission_id: uuid.UUID | None, typed: str) -> bool:
    """Return whether `typed` is the secret of a submission, in the same time whether it exists or not."""
    signs = crockford.grouped(crockford.normal(typed))
    fits = constant_time_compare(receipt_secret(submission_id or uuid.UUID(int=0)), signs)
    return fits and submission_id is not None


def _key() -> bytes:
    return salted_hmac("intake.receipt.address", "", algorithm="sha512").digest()


def _card(content: dict) -> SafetyCard:
    return SafetyCard(
        **content
        | {
            "channel": Channel(content["channel"]),
            "times": tuple(CallTime(time) for time in content["times"]),
            "language": Language(content["language"]),
        }
    )
