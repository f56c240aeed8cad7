"""Receipts: opaque addresses that are valid for half an hour, and the secret to return with.

A receipt belongs to the form that created it. Each form carries a random nonce, and the secret is
derived from the nonce alone. A retry after a lost response therefore leads to the same receipt, and
someone else who submits identical text doesn't get it. The database stores a hash of the secret,
which no key can reverse.

Requests stored before forms carried a nonce have no such hash. Their secret is derived from their
id with one of RECEIPT_KEYS.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from clinic_site.core import crockford
from intake.crypto import base64url
from intake.crypto.sealing import derived
from intake.enums import CallTime, Channel, Language
from intake.rules.safety_card import SafetyCard

LIFETIME = dt.timedelta(minutes=30)
NO_SECRET = "none"  # noqa: S105 (stored in place of a hash when no secret was issued; equals no hash)
_SECRET_CHARACTERS = 20  # 100 bits; with the reference's 40 bits, a pair cannot be guessed
_NONCE = re.compile(r"[A-Za-z0-9_-]{22,64}")  # 22 characters of base64url are 132 bits
_NONCE_BYTES = 18


class ReceiptExpired(Exception):
    """The address is valid, but its half hour is over."""


class ReceiptUnknown(Exception):
    """The address was never issued."""


@dataclass(frozen=True)
class Receipt:
    """The content of a receipt's address: the submission, its secret, and the contact rules to repeat.

    `mail_hint` is the well-known mail service that a mistyped email address was probably meant for.
    `times_left` is how often the visitor had left the site by `issued`, which `read_receipt_code` sets.
    """

    submission_id: uuid.UUID
    card: SafetyCard
    mail_hint: str = ""
    secret: str = ""
    times_left: int = 0
    issued: dt.datetime = field(default=dt.datetime.max.replace(tzinfo=dt.UTC), compare=False)


@dataclass(frozen=True)
class StatusAddress:
    """The content of a status page's address: the submission, and the secret that opened it at `issued`.

    `times_left` is how often the site had been left by then: from pages that this secret opened, and by
    the visitor.
    """

    submission_id: uuid.UUID
    secret: str
    issued: dt.datetime
    times_left: tuple[int, int]


class StatusPageExpired(ReceiptExpired):
    """The half hour of a status page is over. `address` is what its address was issued for."""

    def __init__(self, address: StatusAddress) -> None:
        super().__init__()
        self.address = address


def issued_at(received: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return the time from which the half hour of a receipt shown at `now` counts.

    For the first quarter of an hour, that is when the request was received, so that a receipt requested
    again has the same code.
    """
    return received if received <= now < received + LIFETIME / 2 else now


def receipt_code(receipt: Receipt, received: dt.datetime, now: dt.datetime) -> str:
    """Return the code in the receipt's address for a response at `now`.

    The same receipt issued at the same time gets the same code: AES-SIV (RFC 5297) is deterministic and
    reveals nothing but equality.
    """
    content = {"id": receipt.submission_id.hex, "card": vars(receipt.card), "mail": receipt.mail_hint}
    content |= {"secret": receipt.secret, "left": receipt.times_left}
    return _code("receipt", content, issued_at(received, now))


def read_receipt_code(code: str, now: dt.datetime) -> Receipt:
    """Return the receipt that `code` was issued for.

    Raises ReceiptUnknown for a code that was never issued, ReceiptExpired for one that is too old.
    """
    content = _content("receipt", code)
    if _is_over(content, now):
        raise ReceiptExpired
    submission_id = uuid.UUID(hex=content["id"])
    return Receipt(
        submission_id,
        _card(content["card"]),
        content["mail"],
        # The previous release derived it instead, from the key of its addresses.
        content.get("secret") or _derived_secret(submission_id, settings.SECRET_KEY),
        content.get("left", 0),  # missing from codes of the previous release
        dt.datetime.fromtimestamp(content["at"], dt.UTC),
    )


def status_page_code(
    submission_id: uuid.UUID, secret: str, now: dt.datetime, times_left: Sequence[int] = (0, 0)
) -> str:
    """Return the code in the address of a status page, for a person who proved at `now` to know `secret`.

    `times_left` is as in `StatusAddress`.
    """
    content = {"id": submission_id.hex, "secret": crockford.normalize(secret), "left": times_left}
    return _code("status", content, now)


def read_status_page_code(code: str, now: dt.datetime) -> StatusAddress:
    """Return what the address of a status page was issued for.

    Raises ReceiptUnknown for a code that was never issued, StatusPageExpired for one that is too old.
    """
    content = _content("status", code)
    is_known = isinstance(content.get("left"), list)  # False for codes of the previous release
    by_secret, by_visitor = content["left"] if is_known else (0, 0)
    issued = dt.datetime.fromtimestamp(content["at"], dt.UTC)
    secret = content.get("secret", "")
    address = StatusAddress(uuid.UUID(hex=content["id"]), secret, issued, (by_secret, by_visitor))
    if not is_known or _is_over(content, now):
        raise StatusPageExpired(address)
    return address


def new_nonce() -> str:
    """Return a new nonce for a form, with 144 random bits."""
    return secrets.token_urlsafe(_NONCE_BYTES)


def is_nonce(text: str) -> bool:
    """Return whether `text` has the format of a form's nonce."""
    return _NONCE.fullmatch(text) is not None


def secret_of(nonce: str) -> str:
    """Return the secret that belongs to the form with `nonce`, in groups of four characters.

    HKDF-SHA256 (RFC 5869). No key is involved: the secret can be derived only from the nonce.
    """
    return _as_secret(derived(nonce.encode(), b"intake.receipt.secret.v2"))


def secret_hash(secret: str) -> str:
    """Return the SHA-256 of a secret, however it was typed, as stored in the database (hexadecimal).

    A secret has 100 random bits, so it can't be brute-forced and needs no slow hash.
    """
    return hashlib.sha256(f"intake.receipt.secret.v2:{crockford.normalize(secret)}".encode()).hexdigest()


def derived_secrets(submission_id: uuid.UUID) -> list[str]:
    """Return the possible secrets of a request without a stored hash, one for each of RECEIPT_KEYS."""
    return [_derived_secret(submission_id, key) for key in settings.RECEIPT_KEYS]


def secret_fits(submission_id: uuid.UUID | None, kept_hash: str, typed: str) -> bool:
    """Return whether `typed` is the secret of a submission.

    Takes the same time whether or not the submission exists (`submission_id` is None if not).
    `kept_hash` is the submission's `secret_hash`, empty for a request from before forms carried a nonce.
    """
    given = secret_hash(typed)
    by_key = [
        constant_time_compare(secret_hash(secret), given)
        for secret in derived_secrets(submission_id or uuid.UUID(int=0))
    ]
    by_hash = constant_time_compare(kept_hash or NO_SECRET, given)
    return submission_id is not None and (by_hash if kept_hash else any(by_key))


def _derived_secret(submission_id: uuid.UUID, key: str) -> str:
    mac = salted_hmac("intake.receipt.secret", submission_id.hex, secret=key, algorithm="sha256")
    return _as_secret(mac.digest())


def _as_secret(data: bytes) -> str:
    return crockford.grouped(crockford.encode(data)[:_SECRET_CHARACTERS])


def _code(purpose: str, content: dict[str, Any], issued: dt.datetime) -> str:
    text = json.dumps(content | {"at": int(issued.timestamp())}, separators=(",", ":"))
    sealed = _cipher(purpose, settings.SECRET_KEY).encrypt(text.encode(), None)
    return base64url.encode(sealed)


def _content(purpose: str, code: str) -> dict[str, Any]:
    try:
        return json.loads(_cipher(purpose, settings.SECRET_KEY).decrypt(base64url.decode(code), None))
    except (InvalidTag, ValueError):
        raise ReceiptUnknown from None


def _is_over(content: dict[str, Any], now: dt.datetime) -> bool:
    return now >= dt.datetime.fromtimestamp(content["at"], dt.UTC) + LIFETIME


@lru_cache(maxsize=4)
def _cipher(purpose: str, secret: str) -> AESSIV:
    return AESSIV(salted_hmac("intake.receipt.address", purpose, secret=secret, algorithm="sha512").digest())


def _card(content: dict[str, Any]) -> SafetyCard:
    return SafetyCard(
        **content
        | {
            "channel": Channel(content["channel"]),
            "times": tuple(CallTime(time) for time in content["times"]),
            "language": Language(content["language"]),
        }
    )
