"""Questions that people have answered or agreed to are never changed afterward."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.utils.translation import override

from intake.enums import Kind
from intake.forms.call_times import CallTimesForm
from intake.forms.callback import CallbackForm
from intake.forms.consultation import STEPS, Step
from intake.forms.status import ChangeForm
from intake.questions import CURRENT, CURRENT_CHANGE, WORDINGS, Wording

# A version that has been in use keeps its checksum forever. Changed text is a new version.
CHECKSUMS = {
    "callback-1": "3e651e647bac3634",
    "callback-2": "1c8a0cb6ee58a2d5",
    "callback-3": "0c1b11723a7054ab",
    "callback-4": "5d7410b4849fd517",
    "change-1": "1e56ea3a42e3cdc9",
    "change-2": "a0f208dd2056b981",
    "change-3": "50eeb6cb442096ee",
    "consultation-1": "8ef626c155c1cbdd",
    "consultation-2": "238f06f39150b741",
    "consultation-3": "5711f7f6c10404c0",
    "consultation-4": "22af8d90373e28c8",
    "consultation-5": "4d4e30b90fdc4106",
    "consultation-6": "f629f6c823a434e8",
}


# The same for its Spanish text, which is in the catalog. Earlier versions were never shown in Spanish.
SPANISH_CHECKSUMS = {
    "callback-3": "280ed7f1e54b274a",
    "callback-4": "3ac83f232e93d201",
    "change-2": "2abb727c38a7c1f3",
    "change-3": "a91109dc475e355b",
    "consultation-3": "58049ccb8a5d4bd5",
    "consultation-4": "83f728eb4679ffd3",
    "consultation-5": "18bdb8c781d75a73",
    "consultation-6": "cf65c82b94e0f10b",
}


def _checksum(wording: Wording) -> str:
    words = [
        [
            name,
            str(question.label),
            str(question.help_text),
            [[value, str(label)] for value, label in question.choices],
        ]
        for name, question in wording.questions.items()
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]


def _advice(version: str, table: str, checksum: str, known: dict[str, str]) -> str:
    """Return what to do about a version whose checksum isn't in `table`."""
    if version in known:
        return f"{version} has been in use and must stay as it was; put the new text into a new version"
    return f'once its text is final, add "{version}": "{checksum}" to {table} in this file'


@pytest.mark.parametrize("version", sorted(WORDINGS))
def test_a_version_never_changes(version: str) -> None:
    checksum = _checksum(WORDINGS[version])

    assert CHECKSUMS.get(version) == checksum, _advice(version, "CHECKSUMS", checksum, CHECKSUMS)


@pytest.mark.parametrize("version", sorted(SPANISH_CHECKSUMS))
def test_the_spanish_text_of_a_version_never_changes(version: str) -> None:
    with override("es"):
        checksum = _checksum(WORDINGS[version])

    assert SPANISH_CHECKSUMS[version] == checksum, _advice(
        version, "SPANISH_CHECKSUMS", checksum, SPANISH_CHECKSUMS
    )


@pytest.mark.parametrize("version", sorted(SPANISH_CHECKSUMS))
def test_every_question_is_asked_in_spanish(version: str) -> None:
    same = {"EMDR", "Glaucoma", "No"}  # in both languages
    questions = WORDINGS[version].questions.values()
    asked = [
        words for each in questions for words in (each.label, each.help_text, *dict(each.choices).values())
    ]
    with override("es"):
        spanish = [str(words) for words in asked]
    assert [text for text in {str(words) for words in asked} & set(spanish) - same if text] == []


def test_each_current_version_has_a_spanish_text() -> None:
    with override("es"):
        missing = {
            wording.version: _checksum(wording)
            for wording in (*CURRENT.values(), CURRENT_CHANGE)
            if wording.version not in SPANISH_CHECKSUMS
        }

    assert missing == {}, "translate it (make messages), then add it to SPANISH_CHECKSUMS in this file"


def test_both_forms_have_a_current_version() -> None:
    assert set(CURRENT) == set(Kind)


def test_none_of_these_on_the_health_page_includes_what_the_labels_rule_out() -> None:
    listed = {value for value, _ in CURRENT[Kind.CONSULTATION].questions["health"].choices}

    assert {"none", "vessels", "allergy", "blood_pressure", "heart", "eyes"} <= listed


@pytest.mark.parametrize("version", ["callback-2", "consultation-1", "consultation-2"])
def test_every_question_except_consent_has_a_hint_in_each_version(version: str) -> None:
    silent = [name for name, question in WORDINGS[version].questions.items() if not question.help_text]

    assert set(silent) <= {"consent"}


@pytest.mark.parametrize(("language", "call"), [("en", "call"), ("es", "llama")])
@pytest.mark.parametrize("form", [CallbackForm, ChangeForm])
def test_no_question_that_a_text_is_asked_speaks_of_a_call(
    form: type[CallTimesForm], language: str, call: str
) -> None:
    asked = ("times", "say_clinic_name", "code_word")
    with override(language):
        questions = [form.wording.questions[name] for name in asked]
        words = [str(text) for question in questions for text in (question.label, question.help_text)]
        assert [text for text in words if call in text] == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_the_consultation_asks_in_the_words_that_it_stores(step: Step) -> None:
    form = step.form()
    asked = {name: form.fields[name] for name in form.fields if name in form.wording.questions}

    for name, field in asked.items():
        question = form.wording.questions[name]
        if name != "times":  # asked in two parts, with the hours at which the clinic is open
            assert (field.label, field.help_text) == (question.label, question.help_text)
