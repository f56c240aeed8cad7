"""The words of every form that was ever used, by version.

A submission names the version it was made with and is shown in those words for ever. So a
version that has been in use is never edited, but for a spelling mistake: a test holds a
checksum of each. New words are a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.enums import Kind
from intake.wording.callback_1 import CALLBACK_1
from intake.wording.callback_2 import CALLBACK_2
from intake.wording.change_1 import CHANGE_1
from intake.wording.consultation_1 import CONSULTATION_1
from intake.wording.question import Question, Wording

__all__ = ["CURRENT", "WORDINGS", "Question", "Wording", "wording_for", "wording_of"]

WORDINGS = {wording.version: wording for wording in (CALLBACK_1, CALLBACK_2, CONSULTATION_1, CHANGE_1)}
CURRENT = {Kind.CALLBACK: CALLBACK_2, Kind.CONSULTATION: CONSULTATION_1}


def wording_of(version: str) -> Wording:
    """Return a wording by its version. Raises KeyError for one that never was."""
    return WORDINGS[version]


def wording_for(answers: Mapping[str, Any]) -> Wording:
    """Return the wording that a person answered; the first forms named only the consent's.

    Raises KeyError for one that never was.
    """
    return wording_of(answers.get("wording") or answers["consent"])
