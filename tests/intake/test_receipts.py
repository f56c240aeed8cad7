from __future__ import annotations

import datetime as dt
import uuid

import pytest

from intake.receipts import LIFETIME, ReceiptExpired, ReceiptUnknown, read_receipt_code, receipt_code

RECEIVED = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
ROW = uuid.UUID("00000000-0000-4000-8000-000000000001")


def test_a_code_leads_back_to_its_row() -> None:
    code = receipt_code(ROW, RECEIVED, RECEIVED)

    assert read_receipt_code(code, RECEIVED) == ROW


def test_a_retry_minutes_later_has_the_same_code() -> None:
    later = RECEIVED + dt.timedelta(minutes=10)

    assert receipt_code(ROW, RECEIVED, later) == receipt_code(ROW, RECEIVED, RECEIVED)


def test_a_code_works_for_half_an_hour() -> None:
    code = receipt_code(ROW, RECEIVED, RECEIVED)

    assert read_receipt_code(code, RECEIVED + LIFETIME - dt.timedelta(seconds=1)) == ROW
    with pytest.raises(ReceiptExpired):
        read_receipt_code(code, RECEIVED + LIFETIME)


def test_the_same_words_sent_a_day_later_get_a_code_that_works() -> None:
    later = RECEIVED + dt.timedelta(days=1)

    assert read_receipt_code(receipt_code(ROW, RECEIVED, later), later) == ROW


@pytest.mark.parametrize("code", ["", "x", f"{ROW.hex}-6a000000:forged", "../../etc", "é"])
def test_a_code_that_we_did_not_give_out_is_unknown(code: str) -> None:
    with pytest.raises(ReceiptUnknown):
        read_receipt_code(code, RECEIVED)
