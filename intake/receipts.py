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
from typing import Any

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
    """What a receipt's address holds: which submission, and the rules to repeat to the person.

    `mail_hint` is the well-known mail service that was probably meant, where the address was
    close to it but not of it.
    """

    submission_id: uuid.UUID
    card: SafetyCard
    mail_hint: str = ""


def receipt_code(receipt: Receipt, received: dt.datetime, now: dt.datetime) -> str:
    """Return the code in the receipt's address for an answer given at `now`.

    In the first quarter of an hour after `received` the same receipt has the same code:
    AES-SIV (RFC 5297) gives equal text for equal content, and shows nothing of it.
    """
    issued = received if received <= now < received + LIFETIME / 2 else now
    content = {"id": receipt.submission_id.hex, "card": asdict(receipt.card), "mail": receipt.mail_hint}
    return _code("receipt", content, issued)


def read_receipt_code(code: str, now: dt.datetime) -> Receipt:
    """Return the receipt that `code` was given out for.

    Raises ReceiptUnknown for a code that is not ours, ReceiptExpired for one that is too old.
    """
    content = _content("receipt", code, now)
    return Receipt(uuid.UUID(hex=content["id"]), _card(content["card"]), content["mail"])


def status_code(submission_id: uuid.UUID, now: dt.datetime) -> str:
    """Return the code in the address of a status page, for somebody who gave the secret at `now`."""
    return _code("status", {"id": submission_id.hex}, now)


def read_status_code(code: str, now: dt.datetime) -> uuid.UUID:
    """Return the id of the submission that a status page is about.

    Raises ReceiptUnknown for a code that is not ours, ReceiptExpired for one that is too old.
    """
    return uuid.UUID(hex=_content("status", code, now)["id"])


def receipt_secret(submission_id: uuid.UUID) -> str:
    """Return the secret that goes with a submission's reference, in groups of four signs."""
    mac = salted_hmac("intake.receipt.secret", submission_id.hex, algorithm="sha256")
    return crockford.grouped(crockford.encode(mac.digest())[:_SECRET_SIGNS])


def secret_fits(submission_id: uuid.UUID | None, typed: str) -> bool:
    """Return whether `typed` is the secret of a submission, in the same time whether it exists or not."""
    signs = crockford.grouped(crockford.normal(typed))
    fits = constant_time_compare(receipt_secret(submission_id or uuid.UUID(int=0)), signs)
    return fits and submission_id is not None


def _code(purpose: str, content: dict[str, Any], issued: dt.datetime) -> str:
    text = json.dumps(content | {"at": int(issued.timestamp())}, separators=(",", ":"))
    return base64.urlsafe_b64encode(_cipher(purpose).encrypt(text.encode(), None)).decode().rstrip("=")


def _content(purpose: str, code: str, now: dt.datetime) -> dict[str, Any]:
    try:
        sealed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        content = json.loads(_cipher(purpose).decrypt(sealed, None))
    except (InvalidTag, ValueError, binascii.Error):
        raise ReceiptUnknown from None
    if now >= dt.datetime.fromtimestamp(content["at"], dt.UTC) + LIFETIME:
        raise ReceiptExpired
    return content


def _cipher(purpose: str) -> AESSIV:
    return AESSIV(salted_hmac("intake.receipt.address", purpose, algorithm="sha512").digest())


def _card(content: dict[str, Any]) -> SafetyCard:
    return SafetyCard(
        **content
        | {
            "channel": Channel(content["channel"]),
            "times": tuple(CallTime(time) for time in content["times"]),
            "language": Language(content["language"]),
        }
    )
