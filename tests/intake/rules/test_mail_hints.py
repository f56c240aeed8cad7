from __future__ import annotations

import pytest

from intake.rules.mail_hints import mail_hint


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("Hotmial.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("gmail.co", "gmail.com"),
    ],
)
def test_one_typo_is_recognized(domain: str, meant: str) -> None:
    assert mail_hint(f"sam@{domain}") == meant


@pytest.mark.parametrize(
    "address",
    [
        *("sam@gmail.com", "sam@GMAIL.COM", "sam@example.com", "sam@clinic.test", "sam@mail.com", ""),
        *("sam", "sam@", "sam@x", "sam@gmx.com", "sam@ymail.com", "sam@googlemail.com", "sam@aol.de"),
    ],
)
def test_other_addresses_get_no_hint(address: str) -> None:
    assert mail_hint(address) == ""
