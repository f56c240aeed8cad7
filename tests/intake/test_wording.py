"""Words that people agreed to or answered are never changed afterwards."""

from __future__ import annotations

import hashlib
import json

import pytest

from intake.enums import Kind
from intake.wording import CURRENT, WORDINGS, Wording, wording_of

# A version that was in use keeps its checksum for ever. New words are a new version.
CHECKSUMS = {
    "callback-1": "3e651e647bac3634",
    "callback-2": "1c8a0cb6ee58a2d5",
    "change-1": "1e56ea3a42e3cdc9",
    "consultation-1": "8ef626c155c1cbdd",
}


def _checksum(wording: Wording) -> str:
    words = [
        [
            name,
            str(question.label),
            str(question.why),
            [[value, str(label)] for value, label in question.choices],
        ]
        for name, question in wording.questions.items()
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]


@pytest.mark.parametrize("version", sorted(WORDINGS))
def test_a_version_keeps_its_words(version: str) -> None:
    assert _checksum(wording_of(version)) == CHECKSUMS[version]


def test_both_forms_have_current_words() -> None:
    assert set(CURRENT) == set(Kind)


@pytest.mark.parametrize("version", ["callback-2", "consultation-1"])
def test_every_question_but_the_consent_says_why(version: str) -> None:
    silent = [name for name, question in wording_of(version).questions.items() if not question.why]

    assert set(silent) <= {"consent"}
