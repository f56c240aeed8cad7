"""Parsing and validation of input: lenient in what is accepted, strict in what is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

HOME_REGION = "US"
# Area code and exchange in the North American plan start with 2-9. The library's list of area codes
# in service isn't used, because it would reject numbers with area codes newer than the list.
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols without a visible glyph
# Unicode's characters without a glyph or width that aren't in the category Cf, variation selectors included.
_IGNORABLE = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\u2065\ufe00-\ufe0f\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# The Unicode categories Cc and Cs, except tab and line feed.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# A complete number, wherever it is; something else beside it can be a note, an hour or a second number.
_COMPLETE = re.compile(r"(?<!\d)[2-9]\d{2}[\s./)–-]*[2-9]\d{2}[\s./–-]*\d{4}(?!\d)")
_LONGEST_PHONE = 60
_LONGEST_EMAIL = 1000  # with what was pasted with it; the patterns are slow for long texts
# Words after a complete number are a note, like "cell", unless they introduce an extension.
_EXTENSION = re.compile(
    r"[\s,;:.(/–-]*(?:x|ext(?:n|ensi[oó]n)?|anexo|int(?:erno)?)[\s.:=#-]*(?:n[oº.]+\s*)?(?=\d)", re.IGNORECASE
)
# After other words, such as "work", only what is hardly ever part of a word introduces an extension.
_LATER_EXTENSION = re.compile(
    r"\D*?(?<![^\W\d_])(?:x(?=\s*\d\d)|ext(?:n|ensi[oó]n)?|anexo|interno|int(?=\.))[\s.:=#-]*"
    r"(?:n[oº.]+\s*)?(?=\d)",
    re.IGNORECASE,
)
# Hours at which to call are a note, too: "5 to 9", "5pm", "17:00"; with a dash only after punctuation.
# "5 or 9" may be the end of two numbers, unless it has "pm" or follows punctuation (`_LISTED_HOURS`).
_HOUR = r"\d\d?(?::\d\d)?(?:\s*[ap]\.?\s?m\b\.?)?"
_HOURS = re.compile(
    rf"[\s,;:.(/–-]+(?:{_HOUR}\s*(?:to|till|until|a|hasta)\s*\d|\d\d?(?::\d\d|\s*[ap]\.?\s?m)\b"
    rf"|{_HOUR}\s*(?:or|and|o|y|&)\s*\d\d?\s*[ap]\.?\s?m\b)"
    rf"|\s*[,;(]\s*{_HOUR}\s*[–—-]\s*{_HOUR}(?!\d)",
    re.IGNORECASE,
)
# Between punctuation and a word, as in ", 5 or 9", a number is an hour, too; with more digits, an extension.
_LISTED_HOURS = re.compile(r"(?:\s*[,;(]\s*\d\d?)+$")
# Until 2019, mobile numbers in Mexico had a 1 after the country code, and contact lists still do.
_MEXICO, _OLD_MOBILE = 52, re.compile(r"1(\d{10})")
_FEWEST_DIGITS = 7  # before a note that is set apart
_ALL_DIGITS = 10  # before a note that follows without a space
# Normalization takes quadratic time if combining marks are out of order. Text longer than any field
# allows is rejected anyway, so it isn't normalized.
_LONGEST_NORMALIZED = 4000


@dataclass(frozen=True)
class Phone:
    """A phone number as typed, in E.164 format, and its extension ("" if none)."""

    typed: str
    e164: str
    extension: str = ""


def clean_text(text: str) -> str:
    """Return `text` in NFC, with Unix line endings and without control characters.

    Letters of every script, joiners in emoji, direction marks, and line breaks are kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= _LONGEST_NORMALIZED:
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", text).strip()


def can_be_seen(text: str) -> bool:
    """Return whether `text` has a visible character: a letter, digit, punctuation mark, or symbol."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in _BLANK for character in text)


def parse_phone(text: str) -> Phone:
    """Return the phone number in `text`, parsed as a United States number unless it starts with +.

    Raises ValidationError (code `phone`), with an example, if it isn't a phone number. If it is one with
    something that can't be left out without guessing, such as "732 555 0142 5 or 9", the error says so.
    """
    import phonenumbers  # its patterns take long to load, and a page without a phone number needs none

    typed = clean_text(text)
    message = _("Enter a phone number, like 732-555-0142")
    if _COMPLETE.search(typed):
        message = _(
            "Enter only one phone number, like 732-555-0142 or 732-555-0142 ext. 12. "
            "There’s a separate question about times."
        )
    error = ValidationError(message, code="phone")
    if len(typed) > _LONGEST_PHONE:
        raise error
    try:
        visible = "".join(character for character in typed if unicodedata.category(character) != "Cf")
        number = phonenumbers.parse(_without_note(visible), HOME_REGION)
    except phonenumbers.NumberParseException:
        raise error from None
    if number.country_code == _MEXICO and (mobile := _OLD_MOBILE.fullmatch(str(number.national_number))):
        number.national_number = int(mobile[1])
    if not phonenumbers.is_possible_number(number):
        raise error
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(str(number.national_number)):
        raise error
    return Phone(
        typed=typed,
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        extension=number.extension or "",
    )


def _without_note(text: str) -> str:
    """Return `text` without a note: the first word after at least seven digits, and what follows it.

    After ten digits, the note needs no space before it, and hours are a note, too. An extension is kept as
    "ext" and its digits, even after other words.
    """
    for found in _HOURS.finditer(text):
        if sum(map(str.isdigit, text[: found.start()])) >= _ALL_DIGITS:
            text = _LISTED_HOURS.sub("", text[: found.start()])
            break
    for found in re.finditer(r"\d(?=([\s,;:.(/–-]*)[^\W\d_])", text):
        head, rest = _LISTED_HOURS.sub("", text[: found.end()]), text[found.end() :]
        needed = _FEWEST_DIGITS if found[1] else _ALL_DIGITS
        if sum(map(str.isdigit, head)) >= needed:
            extension = _EXTENSION.match(rest) or _LATER_EXTENSION.match(rest)
            return f"{head} ext {_until_a_word(rest[extension.end() :])}" if extension else head
    return text


def _until_a_word(text: str) -> str:
    return _LISTED_HOURS.sub("", re.split(r"[\s,;:.(/–-]*[^\W\d_]", text, maxsplit=1)[0])


def bare_email(text: str) -> str:
    """Return the email address in `text` without what was pasted along with it.

    That is: invisible characters, a label like `mailto:`, a name before angle brackets, a note in
    parentheses, quotation marks, punctuation at either end, symbols after it, spaces around the @. Words
    are never cut off: "smith@example.com", cut from "sam smith@example.com", may be someone else.
    """
    seen = "".join(char for char in clean_text(text) if unicodedata.category(char) != "Cf")
    # A blank glyph is as wide as a space, so it may separate words.
    seen = re.sub(f"[{_BLANK}]", " ", _IGNORABLE.sub("", seen)).strip()
    if len(seen) > _LONGEST_EMAIL:
        return seen
    seen = seen.replace("\uff20", "@")
    if named := re.fullmatch(r"[^<>]*<([^<>]*)>[\s,;.]*", seen):
        seen = named[1]
    seen = re.sub(r"^[^@:]*:", "", seen)
    seen = re.sub(r"\([^()@]*\)\s*$", "", seen)
    if seen.count("@") == 1:
        seen = re.sub(r"(@[^?]*)\?.*$", r"\1", re.sub(r"\s*@\s*", "@", seen))
    seen = seen.strip(" \t\n\u00a0,;:.<>()'\"‘’“”«»")
    while seen and unicodedata.category(seen[-1])[0] in "CPSZ":  # no domain ends in one of these
        seen = seen[:-1]
    return seen


@deconstructible
class DeliverableEmail(EmailValidator):
    """Rejects what isn't an email address, and addresses to which no mail could be sent.

    Django accepts almost any character from U+00A1 on in a domain, a few letters outside ASCII in the
    local part, and IP addresses in brackets.
    """

    user_regex = re.compile(EmailValidator.user_regex.pattern, re.IGNORECASE | re.ASCII)
    domain_allowlist: Sequence[str] = ()

    def validate_domain_part(self, domain_part: str) -> bool:
        """Return whether the domain has only letters, marks, digits, hyphens and dots, and can be encoded."""
        categories = {unicodedata.category(char) for char in domain_part if char not in "-."}
        if not all(category[0] == "L" or category in ("Mn", "Mc", "Nd") for category in categories):
            return False
        try:
            domain_part.encode("idna")
        except UnicodeError:
            return False
        return bool(super().validate_domain_part(domain_part))


@deconstructible
class PlaceholdersOnly:
    """Rejects a text that contains an unknown placeholder in braces, or lacks a required one."""

    def __init__(self, *allowed: str, needed: tuple[str, ...] = ()) -> None:
        self.allowed, self.needed = allowed, needed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlaceholdersOnly) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.allowed, self.needed))

    def __call__(self, text: str) -> None:
        """Raise ValidationError, naming the unknown or missing placeholder."""
        rest = re.sub("|".join(rf"\{{{name}\}}" for name in self.allowed), "", text)
        known = ", ".join(f"{{{name}}}" for name in self.allowed)
        if strange := re.search(r"\{[^{}]*\}|[{}]", rest):
            message = _("Remove %(strange)s. You can use only %(known)s.")
            params = {"strange": strange[0][:40], "known": known}
            raise ValidationError(message, code="placeholder", params=params)
        missing = [f"{{{name}}}" for name in self.needed if f"{{{name}}}" not in text]
        if missing:
            message = _("Add %(missing)s. Without it, no one could find the request.")
            raise ValidationError(message, code="missing", params={"missing": str(_(" and ")).join(missing)})
