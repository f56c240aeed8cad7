"""Questions: their text, separate from the forms that ask them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Question:
    """A question as shown to a person. `help_text` says why we ask, or how to answer."""

    label: Words
    help_text: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True)
class Wording:
    """All questions of one version of a form, in the order in which staff read the answers.

    `steps` maps the id of the first question of each group to the group's heading; it is empty for
    a one-page form.
    """

    version: str
    questions: Mapping[str, Question]
    steps: Mapping[str, Words] = field(default_factory=dict)

    def heading_of(self, name: str) -> Words:
        """Return the heading of the group that a question belongs to, or "" if there are no groups."""
        heading: Words = ""
        for each in self.questions:
            heading = self.steps.get(each, heading)
            if each == name:
                break
        return heading
