"""Reading what people type: forgiving about form, strict about what is kept."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import Span

HOME_REGION = "US"
# Area code and exchange of the North American plan start with 2-9. The library's own list of
# area codes in service is not asked: it would refuse a number from a code newer than itself.
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
# Unicode's categories Cc and Cs, less tab and line break.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_PHONE = 60
# Normalising takes time with the square of the length when marks are out of order. What is longer
# than any field allows is refused for its length, and need not be normalised for that.
_LONGEST_NORMALISED = 4000


@dataclass(frozen=True)
class Phone:
    """A phone number as typed, with its E.164 form and extension (empty if none)."""

    typed: str
    e164: str
    extension: str = ""


def clean_text(text: str) -> str:
    """Return `text` as NFC with unix line ends and without control characters.

    Letters of every script, joiners inside emoji, direction marks and line breaks stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= _LONGEST_NORMALISED:
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", text).strip()


def can_be_seen(text: str) -> bool:
    """Return whether anything in `text` can be seen or read out: a letter, digit, sign or picture."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in text)


def parse_phone(text: str) -> Phone:
    """Return the phone number in `text`, read as a United States number unless it starts with +.

    Raises ValidationError (code `phone`) that shows an example when there is no number in it.
    """
    typed = clean_text(text)
    fault = ValidationError(_("Enter a phone number, like 732 555 0142"), code="phone")
    if len(typed) > _LONGEST_PHONE:
        raise fault
    try:
        visible = "".join(sign for sign in typed if unicodedata.category(sign) != "Cf")
        number = phonenumbers.parse(visible, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise fault from None
    if not phonenumbers.is_possible_number(number):
        raise fault
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(str(number.national_number)):
        raise fault
    return Phone(
        typed=typed,
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        extension=number.extension or "",
    )


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the opening hours in `text`, like `9:00-12:30, 13:30-17:00`; none for an empty one.

    Raises ValidationError (code `hours`) that shows an example.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.replace("–", "-").split(","))):
        fault = _("Enter times like 09:00-12:30, 13:30-17:00, or nothing for a closed day")
        times = re.fullmatch(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)", part)
        try:
            opens, closes = (dt.time.fromisoformat(each.zfill(5)) for each in times.groups())
        except (AttributeError, ValueError):
            raise ValidationError(fault, code="hours") from None
        if opens >= closes or (found and opens < found[-1].closes):
            fault = _("Enter times in order: each opens before it closes, and after the one before it")
            raise ValidationError(fault, code="hours")
        found.append(Span(opens=opens, closes=closes))
    return tuple(found)


def spans_in_words(spans: tuple[Span, ...]) -> str:
    """Return opening hours as `parse_spans` reads them."""
    return ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans)


@deconstructible
class PlaceholdersOnly:
    """Refuses a text with another placeholder in braces than those named, or without one it needs."""

    def __init__(self, *allowed: str, needed: tuple[str, ...] = ()) -> None:
        self.allowed, self.needed = allowed, needed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlaceholdersOnly) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.allowed, self.needed))

    def __call__(self, text: str) -> None:
        """Raise ValidationError that names what is unknown or missing."""
        rest = re.sub("|".join(rf"\{{{name}\}}" for name in self.allowed), "", text)
        known = ", ".join(f"{{{name}}}" for name in self.allowed)
        if strange := re.search(r"\{[^{}]*\}|[{}]", rest):
            words = _("Take out %(strange)s. Only %(known)s can be filled in.")
            told = {"strange": strange[0][:40], "known": known}
            raise ValidationError(words, code="placeholder", params=told)
        missing = [f"{{{name}}}" for name in self.needed if f"{{{name}}}" not in text]
        if missing:
            words = _("Enter %(missing)s where it is to stand: without it nobody could find the request.")
            raise ValidationError(words, code="missing", params={"missing": str(_(" and ")).join(missing)})
