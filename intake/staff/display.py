"""A patient's answers as staff read them: every field by name, nothing hidden, nothing run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from intake.enums import CallTime, Channel
from intake.wording import CONSENT_TEXTS

# Signs that turn the direction of text: harmless in a name, a trick in "gpj.exe".
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, what was said, and a `tel:` or `mailto:` address if it has one."""

    label: str
    value: str
    link: str = ""


def visible(text: str) -> str:
    """Return `text` with direction-changing signs written out, such as ⟨U+202E⟩."""
    return "".join(f"⟨U+{ord(sign):04X}⟩" if ord(sign) in _DIRECTION else sign for sign in text)


def answer_lines(answers: dict[str, Any]) -> list[Line]:
    """Return the answers of a callback in the order in which a caller needs them."""
    return list(_lines(answers))


def _lines(answers: dict[str, Any]) -> Iterator[Line]:
    yield Line(_("Name"), visible(answers["name"]))
    yield Line(_("Contact by"), str(Channel(answers["channel"]).label))
    if phone := answers.get("phone"):
        extension = f";ext={phone['extension']}" if phone["extension"] else ""
        yield Line(_("Phone"), visible(phone["typed"]), f"tel:{phone['e164']}{extension}")
    if email := answers.get("email"):
        yield Line(_("E-mail"), visible(email), f"mailto:{quote(email, safe='@')}")
    yield Line(_("Good times"), ", ".join(str(CallTime(time).label) for time in answers["times"]))
    yield Line(_("May we leave a message?"), _("Yes") if answers["voicemail"] else _("No, call again"))
    yield Line(
        _("May we say who is calling?"),
        _("Yes") if answers["say_clinic_name"] else _("No, do not say the clinic’s name"),
    )
    yield Line(_("Message"), visible(answers["message"]) or _("Not provided"))
    version = answers["consent"]
    yield Line(_("Agreed to"), f"{CONSENT_TEXTS.get(version, '')} ({version})")
