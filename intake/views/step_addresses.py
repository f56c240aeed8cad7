"""The words for the steps of the consultation in addresses, in the language of the address."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

_WORDS = {
    "who": _("who/"),
    "them": _("them/"),
    "reach": _("reach/"),
    "safe": _("safe/"),
    "now": _("now/"),
    "tried": _("tried/"),
    "points": _("points/"),
    "hopes": _("hopes/"),
    "agree": _("agree/"),
}


class StepConverter:
    """Converts between the slug of a step and its word. Raises ValueError for an unknown step."""

    regex: ClassVar[str] = "[a-z-]+"

    def to_python(self, value: str) -> str:
        """Return the slug of the step with this word in the current language."""
        for slug, word in _WORDS.items():
            if word == f"{value}/":
                return slug
        raise ValueError(value)

    def to_url(self, value: str) -> str:
        """Return the word of a step in the current language."""
        if value not in _WORDS:
            raise ValueError(value)
        return str(_WORDS[value]).rstrip("/")
