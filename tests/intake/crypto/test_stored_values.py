"""What releases have stored keeps its meaning: rows open, match their MACs, and are found by their index."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from intake.crypto.audit_chain import to_the_millisecond
from intake.crypto.blind_index import email_index, name_index, phone_index
from intake.crypto.row_mac import is_genuine
from intake.crypto.sealing import (
    AUDIT_PURPOSE,
    FACTOR_PURPOSE,
    ROW_MAC_PURPOSE,
    SealingError,
    derived,
    open_sealed,
)

KEY = bytes(range(32))
PRIVATE = {"aaa8fff7": X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))}
SEALED = "v1.aaa8fff7.TLwAdc96k_JrtIiRuhQCxY25ikrDBwwZxDE8psZPqBVDrkSbhwPKoSZz_d6Mijc8C2vjTQ"


def test_a_stored_text_opens_in_every_later_release() -> None:
    assert open_sealed(SEALED, bound_to="submission 0f", keys=PRIVATE).decode() == "Zoë"


def test_a_stored_text_has_one_spelling() -> None:
    assert SEALED.endswith("Q")  # the last character has four bits more than the text

    with pytest.raises(SealingError):
        open_sealed(f"{SEALED[:-1]}R", bound_to="submission 0f", keys=PRIVATE)


def test_a_stored_mac_matches_in_every_later_release() -> None:
    mac = "50f8fada.8e35f2484d587a4f1e216307f11fef94a99c5a257edf317985793e0354eb05eb"
    received = "2026-11-23T15:00:00.000+00:00"

    assert is_genuine(mac, "submission", "0f", "v1.a.b", received, keys=[KEY])


@pytest.mark.parametrize(
    ("purpose", "key"),
    [
        (AUDIT_PURPOSE, "a04562dded89d177b8f6c6fd23e28759ed888397e923f11e4ba2f4188e367048"),
        (FACTOR_PURPOSE, "1f3b793c834964527bc8a825e98f8142ac5db9fcbcae446e63e90d9bc092fc4d"),
        (ROW_MAC_PURPOSE, "751a12948d44767eda62132c7b5f85583c3d37ad4e75941849fee14883579fcb"),
    ],
)
def test_a_derived_key_is_the_same_in_every_later_release(purpose: bytes, key: str) -> None:
    assert derived(KEY, purpose).hex() == key


def test_a_stored_index_is_found_in_every_later_release() -> None:
    assert phone_index("+17325550142", KEY) == "980bd4055ae7e886"
    assert email_index("Sam@Example.org", KEY) == "be4a75b35b7687c7"
    assert name_index("sam", KEY) == "a69ae90499933065"


def test_the_time_of_an_event_is_one_that_a_backup_keeps() -> None:
    at = dt.datetime(2026, 11, 23, 15, 0, 0, 999_999, tzinfo=dt.UTC)

    assert to_the_millisecond(at) == at.replace(microsecond=999_000)
