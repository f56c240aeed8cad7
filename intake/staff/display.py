"""A patient's answers as staff read them: every field by name, nothing hidden, nothing run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from intake.wording import wording_of
from intake.wording.telling import told

# Signs that turn the direction of text: harmless in a name, a trick in "gpj.exe".
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_WRITTEN_OUT = {sign: f"⟨U+{sign:04X}⟩" for sign in _DIRECTION}


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, what was said, and a `tel:` or `mailto:` address if it has one.

    `group` is the heading of a group of answers on its first line.
    """

    label: str
    value: str
    link: str = ""
    group: str = ""


def visible(text: str) -> str:
    """Return `text` with direction-changing signs written out, such as ⟨U+202E⟩."""
    return text.translate(_WRITTEN_OUT)


def answer_lines(answers: Mapping[str, Any]) -> list[Line]:
    """Return the answers in the words of the form they were given to, in the order of that form."""
    return list(_lines(answers))


def version_of(answers: Mapping[str, Any]) -> str:
    """Return the version of the words that a person answered; the first forms named only the consent's."""
    return answers.get("wording") or answers["consent"]


def _lines(answers: Mapping[str, Any]) -> Iterator[Line]:
    wording = wording_of(version_of(answers))
    last = ""
    for name, question in wording.questions.items():
        if name != "consent" and name not in answers:
            continue
        heading = str(wording.heading_of(name))
        group, last = (heading if heading != last else ""), heading
        if name == "consent":
            yield Line(_("Agreed to"), f"{question.label} ({wording.version})", group=group)
        else:
            value = answers[name]
            told_value = told(question, value, own_words=visible) or _("Not provided")
            yield Line(str(question.label), told_value, _link(name, value), group)


def _link(name: str, value: Any) -> str:
    if name == "phone" and value:
        return f"tel:{value['e164']}" + (f";ext={value['extension']}" if value["extension"] else "")
    return f"mailto:{quote(value, safe='@')}" if name == "email" and value else ""
