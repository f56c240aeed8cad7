from __future__ import annotations

from intake.crypto.blind_index import email_index, phone_index

KEY = b"k" * 32


def test_the_index_of_an_email_address_ignores_case() -> None:
    assert email_index(" Sam@Example.COM ", KEY) == email_index("sam@example.com", KEY)


def test_another_key_gives_another_index() -> None:
    assert phone_index("+17325550142", KEY) != phone_index("+17325550142", b"j" * 32)


def test_a_phone_number_and_an_email_address_with_the_same_text_have_different_indexes() -> None:
    assert phone_index("+17325550142", KEY) != email_index("+17325550142", KEY)


def test_an_empty_value_has_no_index() -> None:
    assert (phone_index("", KEY), email_index("", KEY)) == ("", "")


def test_an_index_does_not_contain_the_indexed_value() -> None:
    assert "5550142" not in phone_index("+17325550142", KEY)
