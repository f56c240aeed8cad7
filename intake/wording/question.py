"""What one question is: its words, kept apart from the form that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Question:
    """A question as it is put to a person. `why` says why we ask, or how to answer."""

    label: Words
    why: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True)
class Wording:
    """All questions of one form at one time, in the order in which staff read the answers.

    `steps` gives the heading of each group of questions by the id of its first question; empty
    for a form of one page.
    """

    version: str
    questions: Mapping[str, Question]
    steps: Mapping[str, Words] = field(default_factory=dict)

    def heading_of(self, name: str) -> Words:
        """Return the heading of the group that a question belongs to; empty where there are none."""
        heading: Words = ""
        for each in self.questions:
            heading = self.steps.get(each, heading)
            if each == name:
                break
        return heading
