from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from intake.crypto.receipts import (
    LIFETIME,
    NO_SECRET,
    Receipt,
    ReceiptExpired,
    ReceiptUnknown,
    _code,
    derived_secrets,
    is_nonce,
    new_nonce,
    read_receipt_code,
    receipt_code,
    secret_fits,
    secret_hash,
    secret_of,
)
from intake.enums import CallTime, Channel, Language
from intake.rules.safety_card import SafetyCard

RECEIVED = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
ROW = uuid.UUID("00000000-0000-4000-8000-000000000001")
CARD = SafetyCard(Channel.TEXT, (CallTime.MIDDAY,), voicemail=True, language=Language.SPANISH)
RECEIPT = Receipt(ROW, CARD, secret="0000-0000-0000-0000-0000")
NONCE = "A-nonce-of-the-tests-000"
SECRET = secret_of(NONCE)


def test_a_code_contains_the_submission_and_its_rules() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    assert read_receipt_code(code, RECEIVED) == RECEIPT


def test_a_code_reveals_nothing_about_its_content() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    assert ROW.hex[:8] not in code
    assert code[:8] != receipt_code(Receipt(ROW, SafetyCard(Channel.PHONE)), RECEIVED, RECEIVED)[:8]


def test_a_retry_minutes_later_has_the_same_code() -> None:
    later = RECEIVED + dt.timedelta(minutes=10)

    assert receipt_code(RECEIPT, RECEIVED, later) == receipt_code(RECEIPT, RECEIVED, RECEIVED)


def test_a_code_works_for_half_an_hour() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    assert read_receipt_code(code, RECEIVED + LIFETIME - dt.timedelta(seconds=1)) == RECEIPT
    with pytest.raises(ReceiptExpired):
        read_receipt_code(code, RECEIVED + LIFETIME)


def test_identical_answers_sent_a_day_later_get_a_valid_code() -> None:
    later = RECEIVED + dt.timedelta(days=1)

    assert read_receipt_code(receipt_code(RECEIPT, RECEIVED, later), later) == RECEIPT


@pytest.mark.parametrize("code", ["", "x", "A" * 43, f"{ROW.hex}-6a000000:forged", "../../etc", "é"])
def test_a_code_that_was_never_issued_is_unknown(code: str) -> None:
    with pytest.raises(ReceiptUnknown):
        read_receipt_code(code, RECEIVED)


def test_an_altered_code_is_unknown() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    with pytest.raises(ReceiptUnknown):
        read_receipt_code(("B" if code[0] == "A" else "A") + code[1:], RECEIVED)


def test_a_secret_depends_only_on_the_nonce() -> None:
    assert secret_of(NONCE) == secret_of(NONCE)
    assert secret_of(NONCE) != secret_of(new_nonce())


def test_a_secret_matches_only_its_own_hash() -> None:
    assert secret_fits(ROW, secret_hash(SECRET), SECRET)
    assert not secret_fits(ROW, secret_hash(secret_of(new_nonce())), SECRET)


def test_a_secret_is_accepted_in_any_notation() -> None:
    written = SECRET.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert secret_fits(ROW, secret_hash(SECRET), f"  {written} ")


def test_no_secret_matches_a_submission_that_does_not_exist() -> None:
    assert not secret_fits(None, "", derived_secrets(uuid.UUID(int=0))[0])


def test_no_secret_matches_a_submission_without_one() -> None:
    assert not secret_fits(ROW, NO_SECRET, "")
    assert not secret_fits(ROW, NO_SECRET, derived_secrets(ROW)[0])


def test_a_secret_derived_from_an_old_key_still_matches(settings: Any) -> None:
    settings.RECEIPT_KEYS = ["k" * 50]
    written = derived_secrets(ROW)[0]
    settings.RECEIPT_KEYS = ["n" * 50, "k" * 50]

    assert secret_fits(ROW, "", written)
    assert not secret_fits(uuid.uuid4(), "", written)
    assert not secret_fits(ROW, secret_hash(SECRET), written)


def test_a_receipt_of_release_0_1_has_the_secret_that_was_derived_for_it() -> None:
    card = {"channel": "text", "times": ["midday"], "voicemail": True, "say_clinic_name": False}
    card |= {"asks_for": False, "code_word": False, "language": "es"}
    code = _code("receipt", {"id": ROW.hex, "card": card, "mail": ""}, RECEIVED)

    assert read_receipt_code(code, RECEIVED) == Receipt(ROW, CARD, secret=derived_secrets(ROW)[0])


def test_a_secret_has_five_groups_of_four_characters() -> None:
    assert [len(group) for group in SECRET.split("-")] == [4] * 5


@pytest.mark.parametrize("text", ["", "short", "A" * 21, "A" * 65, "a nonce with spaces in it", "é" * 24])
def test_an_invalid_nonce_is_rejected(text: str) -> None:
    assert not is_nonce(text)


def test_a_new_nonce_is_valid() -> None:
    assert is_nonce(new_nonce())
