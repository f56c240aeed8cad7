from __future__ import annotations

import time

import pytest
from django.core.exceptions import ValidationError

from intake.validators import DeliverableEmail, bare_email, can_be_seen, clean_text, parse_phone


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("732 555 0142", "+17325550142", ""),
        ("(732) 555-0142", "+17325550142", ""),
        ("732.555.0142 x12", "+17325550142", "12"),
        ("+1 732 555 0142", "+17325550142", ""),
        ("1-732-555-0142", "+17325550142", ""),
        ("732\u200b555\u00a00142", "+17325550142", ""),
        ("\u202a732 555 0142\u202c", "+17325550142", ""),
        ("732 555 0142 ext. 7", "+17325550142", "7"),
        ("732 555 0142 extension 12", "+17325550142", "12"),
        ("732 555 0142 extensión 12", "+17325550142", "12"),
        ("732 555 0142, Ext: 12", "+17325550142", "12"),
        ("732 555 0142 ext #12", "+17325550142", "12"),
        ("732 555 0142 ext. no. 12", "+17325550142", "12"),
        ("732 555 0142 ext n.º 12", "+17325550142", "12"),
        ("732 555 0142: ext 12", "+17325550142", "12"),
        ("732 555 0142;ext=12", "+17325550142", "12"),
        ("732 555 0142 anexo 12", "+17325550142", "12"),
        ("732 555 0142 int. 12", "+17325550142", "12"),
        ("732 555 0142 interno 12", "+17325550142", "12"),
        ("732 555 0142 (ext-12)", "+17325550142", "12"),
        ("732 555 0142 ext: 12, ask for Sam", "+17325550142", "12"),
        ("732 555 0142 x7 or x8", "+17325550142", "7"),
        ("732 555 0142 work ext 12", "+17325550142", "12"),
        ("732 555 0142 (office), x12", "+17325550142", "12"),
        ("732 555 0142 trabajo, extensión 12, preguntar por Ana", "+17325550142", "12"),
        ("732 555 0142 oficina int. 12", "+17325550142", "12"),
        ("732 555 0142 home x2 kids", "+17325550142", ""),
        ("732 555 0142 in the next 3 days", "+17325550142", ""),
        ("732 555 0142 cell, or 908 555 0199 ext 12", "+17325550142", ""),
        ("+52 55 1234 5678 extensión 12", "+525512345678", "12"),
        ("732 555 0142 text only, after 5", "+17325550142", ""),
        ("732 555 0142 cell", "+17325550142", ""),
        ("732 555 0142cell", "+17325550142", ""),
        ("7325550142x7", "+17325550142", "7"),
        ("cell: 732 555 0142", "+17325550142", ""),
        ("732 555 0142 (work), after 5", "+17325550142", ""),
        ("732 555 0142 or 908 555 0199", "+17325550142", ""),
        ("732-555-0142 x7 ask for Sam", "+17325550142", "7"),
        ("1 800 FLOWERS", "+18003569377", ""),
        ("+44 20 7946 0018", "+442079460018", ""),
        ("+52 55 1234 5678", "+525512345678", ""),
        ("+52 1 55 1234 5678", "+525512345678", ""),
        ("011 52 1 55 1234 5678 ext. 12", "+525512345678", "12"),
        ("+52 155 123 4567", "+521551234567", ""),
        ("732 555 0142, 5 to 9", "+17325550142", ""),
        ("732 555 0142, 5-9", "+17325550142", ""),
        ("732 555 0142, 5:30 – 9", "+17325550142", ""),
        ("732 555 0142 (9 a.m. to 5 p.m.)", "+17325550142", ""),
        ("732 555 0142 9 a 17 h", "+17325550142", ""),
        ("732 555 0142; 17:00 hasta 21:00", "+17325550142", ""),
        ("732 555 0142, 5pm", "+17325550142", ""),
        ("732 555 0142 ext 12, 5 to 9", "+17325550142", "12"),
        ("732 555 0142, 5 or 9", "+17325550142", ""),
        ("732-555-0142, 5, 6 or 9 pm", "+17325550142", ""),
        ("732 555 0142 (5 or 9)", "+17325550142", ""),
        ("732 555 0142; 5 o 9", "+17325550142", ""),
        ("732 555 0142 5 or 9 pm", "+17325550142", ""),
        ("732 555 0142 x12, 5 or 9", "+17325550142", "12"),
        ("732 555 0142 ext 12 or 13", "+17325550142", "12"),
        ("732 555 0142 #12 at work", "+17325550142", "12"),
        ("732 555 0142, 123 at work", "+17325550142", "123"),
        ("732 555 0142,,12", "+17325550142", "12"),
        ("+44 20 7946 09 58 or 59", "+442079460958", ""),
        ("732 555 0142 cell, 5 to 9", "+17325550142", ""),
        ("732 555 0142, 12", "+17325550142", "12"),
        ("732 555 0142, 5678", "+17325550142", "5678"),
    ],
)
def test_a_phone_number_is_accepted_in_any_notation(typed: str, e164: str, extension: str) -> None:
    phone = parse_phone(typed)

    assert (phone.e164, phone.extension) == (e164, extension)


def test_a_phone_number_is_kept_as_it_was_typed() -> None:
    assert parse_phone(" (732) 555-0142 ").typed == "(732) 555-0142"


@pytest.mark.parametrize(
    "typed", ["12345", "++--", "call me", "0000000000", "732 055 0142", "7" * 200, "732 555, 5 to 9"]
)
def test_the_error_for_an_invalid_phone_number_shows_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a phone number, like 732-555-0142"):
        parse_phone(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "732 555 0142 5 or 9",
        "(732) 555-0142 5 o 9",
        "1-732-555-0142 5-9",
        "+1 732 555 0142 17",
        "call after 5 pm 732 555 0142",
        "732 555 0142 908 555 0199",
        "7325550142, please don’t call before noon or after nine in the evening",
    ],
)
def test_the_error_for_a_number_with_something_else_says_what_belongs_elsewhere(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"only one phone number.* ext\. 12.*question about times"):
        parse_phone(typed)


@pytest.mark.parametrize("typed", ["732 555 01425", "173255501425", "5 or 9"])
def test_the_error_for_a_miscounted_number_says_nothing_about_times(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a phone number, like"):
        parse_phone(typed)


@pytest.mark.parametrize(
    "name", ["Zoë", "O’Brien", "陳大文", "محمد", "X", "Mary-Jane 3rd", "नेहा", "👩‍👩‍👧 Team", "José"]
)
def test_names_in_every_script_are_unchanged(name: str) -> None:
    assert clean_text(name) == name


def test_decomposed_letters_are_composed() -> None:
    assert clean_text("Zoe\u0308") == "Zoë"


def test_control_characters_are_removed_and_line_endings_normalized() -> None:
    assert clean_text("a\x00b\r\nc\rd\x1b[31m") == "ab\nc\nd[31m"


def test_a_long_text_of_unordered_marks_is_cleaned_quickly() -> None:
    started = time.monotonic()

    clean_text("a" + "\u0300" * 250_000 + "\u0323" * 250_000)

    assert time.monotonic() - started < 2


@pytest.mark.parametrize("text", ["", "\u200b", "\u2060\ufeff", "\u3164", "\u2800", " "])
def test_an_invisible_name_cannot_be_seen(text: str) -> None:
    assert not can_be_seen(text)


@pytest.mark.parametrize("text", ["X", "7", "陳", "🙂", "?"])
def test_one_character_can_be_seen(text: str) -> None:
    assert can_be_seen(text)


@pytest.mark.parametrize(
    "typed",
    [
        "sam@example.com\u200b",
        "s\u200bam@example.com",
        "mailto:sam@example.com",
        "MAILTO:sam@example.com",
        "Sam Sample <sam@example.com>",
        "<sam@example.com>,",
        " sam@example.com, ",
        "sam@example.com.",
        "Email: sam@example.com",
        "correo electrónico: sam@example.com",
        "sam@example.com (work)",
        "“sam@example.com”",
        "'sam@example.com'",
        "mailto:sam@example.com?subject=Hello",
        "sam @example.com",
        "sam@ example.com",
        "sam\uff20example.com",
        "sam@example.com\ufe0f",
        "sam@example.com\u3164",
        "sam@example.com\u2800",
        "sam\u2800@example.com",
        "sam@exam\u034fple.com",
        "sam@example.com…",
        "sam@example.com،",
        "sam@example.com。",
        "sam@example.com •",
        "sam@example.com ❤\ufe0f",
        "sam@example.com!",
        "sam@example.com\n•",
    ],
)
def test_an_email_address_is_taken_out_of_what_was_pasted_with_it(typed: str) -> None:
    assert bare_email(typed) == "sam@example.com"


@pytest.mark.parametrize(
    "typed",
    ["sam@example", "Sam <sam@example.com> <kim@example.com>", "+sam@example.com", "o'sam@example.com"],
)
def test_other_text_in_an_email_address_is_kept(typed: str) -> None:
    assert bare_email(typed).rstrip(">") == typed.rstrip(">")


@pytest.mark.parametrize(
    "typed", ["sam smith@example.com", "sam\u2800smith@example.com", "sam@example.com kim@example.com"]
)
def test_an_email_address_that_may_be_cut_in_two_is_never_guessed(typed: str) -> None:
    assert " " in bare_email(typed)


@pytest.mark.parametrize(
    "address",
    ["sam@example.com", "sam@bücher.example", "sam@उदाहरण.भारत", "sam@例え.jp", "s.o'sam+2@mail-1.example"],
)
def test_an_email_address_to_which_mail_can_be_sent_is_valid(address: str) -> None:
    DeliverableEmail()(address)


@pytest.mark.parametrize(
    "address",
    [
        "sam@example.com\u2028Sam",
        "sam@example…com",
        "sam@example.com•",
        "sam@example.c⃣om",
        "sam@" + "ü" * 62 + ".example",
        "sam@שלוםcom.example",
        "ısmail@example.com",
        "sam@[127.0.0.1]",
        "sam@localhost",
    ],
)
def test_an_email_address_to_which_no_mail_can_be_sent_is_invalid(address: str) -> None:
    with pytest.raises(ValidationError):
        DeliverableEmail()(address)
