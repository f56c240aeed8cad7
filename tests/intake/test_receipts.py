from __future__ import annotations

import datetime as dt
import uuid

import pytest

from intake.enums import CallTime, Channel, Language
from intake.receipts import (
    LIFETIME,
    Receipt,
    ReceiptExpired,
    ReceiptUnknown,
    read_receipt_code,
    receipt_code,
    receipt_secret,
    secret_fits,
)
from intake.safety_card import SafetyCard

RECEIVED = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
ROW = uuid.UUID("00000000-0000-4000-8000-000000000001")
CARD = SafetyCard(Channel.TEXT, (CallTime.MIDDAY,), voicemail=True, language=Language.SPANISH)
RECEIPT = Receipt(ROW, CARD)


def test_a_code_leads_back_to_its_row_and_its_rules() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    assert read_receipt_code(code, RECEIVED) == RECEIPT


def test_a_code_shows_nothing_of_what_it_holds() -> None:
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


def test_the_same_words_sent_a_day_later_get_a_code_that_works() -> None:
    later = RECEIVED + dt.timedelta(days=1)

    assert read_receipt_code(receipt_code(RECEIPT, RECEIVED, later), later) == RECEIPT


@pytest.mark.parametrize("code", ["", "x", "A" * 43, f"{ROW.hex}-6a000000:forged", "../../etc", "é"])
def test_a_code_that_we_did_not_give_out_is_unknown(code: str) -> None:
    with pytest.raises(ReceiptUnknown):
        read_receipt_code(code, RECEIVED)


def test_an_altered_code_is_unknown() -> None:
    code = receipt_code(RECEIPT, RECEIVED, RECEIVED)

    with pytest.raises(ReceiptUnknown):
        read_receipt_code(("B" if code[0] == "A" else "A") + code[1:], RECEIVED)


def test_a_secret_belongs_to_one_row() -> None:
    assert secret_fits(ROW, receipt_secret(ROW))
    assert not secret_fits(uuid.uuid4(), receipt_secret(ROW))


def test_a_secret_is_read_as_people_write_it() -> None:
    written = receipt_secret(ROW).lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert secret_fits(ROW, f"  {written} ")


def test_no_secret_fits_a_row_that_is_not_there() -> None:
    assert not secret_fits(None, receipt_secret(uuid.UUID(int=0)))


def test_a_secret_has_a_hundred_bits_in_groups_of_four() -> None:
    assert [len(group) for group in receipt_secret(ROW).split("-")] == [4] * 5
