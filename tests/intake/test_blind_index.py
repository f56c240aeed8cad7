from __future__ import annotations

from intake.blind_index import email_index, phone_index

KEY = b"k" * 32


def test_the_same_address_in_other_case_has_the_same_index() -> None:
    assert email_index(" Sam@Example.COM ", KEY) == email_index("sam@example.com", KEY)


def test_another_key_gives_another_index() -> None:
    assert phone_index("+17325550142", KEY) != phone_index("+17325550142", b"j" * 32)


def test_a_phone_number_and_an_address_of_the_same_signs_differ() -> None:
    assert phone_index("+17325550142", KEY) != email_index("+17325550142", KEY)


def test_nothing_has_no_index() -> None:
    assert (phone_index("", KEY), email_index("", KEY)) == ("", "")


def test_an_index_does_not_contain_what_it_is_made_of() -> None:
    assert "5550142" not in phone_index("+17325550142", KEY)
