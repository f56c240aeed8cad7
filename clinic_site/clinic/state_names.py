"""The names of states in the reader's language. Postal addresses keep the English ones."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

_KNOWN = (
    gettext_noop("New Jersey"),
    gettext_noop("New Mexico"),
    gettext_noop("New York"),
    gettext_noop("North Carolina"),
    gettext_noop("North Dakota"),
    gettext_noop("Pennsylvania"),
    gettext_noop("South Carolina"),
    gettext_noop("South Dakota"),
    gettext_noop("West Virginia"),
)


def state_name(name: str) -> str:
    """Return the name of a state in the current language, or as the clinic wrote it."""
    return gettext(name) if name in _KNOWN else name
