"""A patient's answers as staff read them: each with its question, with invisible characters shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.enums import Channel
from intake.questions import Wording, language_of, wording_for
from intake.questions.display import display_answer, in_language

# Characters that change the direction of text: harmless in a name, but they can disguise "gpj.exe".
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_ESCAPES = {code: f"⟨U+{code:04X}⟩" for code in _DIRECTION}

#: How a person was contacted, in the words of staff: the labels of `Channel` are the patient's.
CHANNELS = {
    Channel.PHONE: gettext_lazy("call"),
    Channel.TEXT: gettext_lazy("text"),
    Channel.EMAIL: gettext_lazy("email"),
}


Voice = Callable[[Wording], Wording]


@dataclass(frozen=True)
class Line:
    """One question and its answer.

    `group` is the heading of its group of questions, if it has one. `asked` is the question as it was
    shown, if that was in another language than this page: the one with the code `language`.
    """

    label: str
    value: str
    group: str = ""
    asked: str = ""
    language: str = ""


def visible(text: str) -> str:
    """Return `text` with direction-changing characters escaped, such as ⟨U+202E⟩."""
    return text.translate(_ESCAPES)


def answer_lines(answers: Mapping[str, Any], voice: Voice | None = None) -> Iterator[Line]:
    """Yield the answers in the wording and order of the form they were given in.

    A question that was asked in another language is shown in both. Choices are in the language of this page,
    and typed text is unchanged. `voice` rewords the questions.
    """
    wording = wording_for(answers)
    nothing = _("Removed") if wording.version.startswith("change-") else _("Not provided")
    wording = voice(wording) if voice else wording
    language = language_of(answers)
    for name, question in wording.questions.items():
        if name != "consent" and name not in answers:
            continue
        group = str(wording.heading_of(name))
        asked = in_language(question.label, language)
        shown = {"asked": asked, "language": language} if asked != str(question.label) else {}
        if name == "consent":
            yield Line(_("Agreed to"), f"{question.label} ({wording.version})", group, **shown)
        else:
            text = display_answer(question, answers[name], own_words=visible) or nothing
            yield Line(str(question.label), text, group, **shown)


def sent_from(answers: Mapping[str, Any]) -> list[Line]:
    """Return the page that the form was on, if it was on one with text to read."""
    return [Line(_("The form was on this page"), f"/{answers['page']}/")] if answers.get("page") else []
