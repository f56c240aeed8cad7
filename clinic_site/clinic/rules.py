"""Validation of facts, for the clinic file and the admin alike."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s,:/<>]+@[^@\s,:/<>]+\.[^@\s,:/<>.]+")
_ZIP = re.compile(r"\d{5}(-\d{4})?")


def phone_problem(value: str) -> str:
    """Return what is wrong with a phone number that a link dials, or an empty string."""
    digits = re.sub(r"\D", "", value)
    national = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")
    is_complete = 8 <= len(digits) <= 15 if value.startswith("+") else national
    if value and not (is_complete and re.fullmatch(r"\+?[\d\s().-]+", value)):
        return 'write the full number in digits, like "732 555 0142"'
    return ""


def email_problem(value: str) -> str:
    """Return what is wrong with an email address, or an empty string."""
    if value and not _EMAIL.fullmatch(value):
        return "give one email address, like front-desk@example.org"
    return ""


def postal_code_problem(value: str) -> str:
    """Return what is wrong with a ZIP code, or an empty string."""
    if value and not _ZIP.fullmatch(value):
        return 'write a ZIP code of five digits, like "07728"'
    return ""


def contact_problem(value: str) -> str:
    """Return what is wrong with an email address or the URL of a page, or an empty string."""
    if value.startswith("https://"):
        return link_problem(value)
    return email_problem(value) and "give one email address, like security@example.org, or an https:// page"


def link_problem(value: str) -> str:
    """Return what is wrong with the URL of a page, or an empty string."""
    if value and not re.fullmatch(r"https://[^\s/@]+\.[^\s/@]+(/\S*)?", value):
        return "give the address of a page, like https://example.org/book"
    return ""
