"""The names of states in the reader's language. Postal addresses keep the English ones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_NAMES = {
    "New Jersey": _("New Jersey"),
    "New Mexico": _("New Mexico"),
    "New York": _("New York"),
    "North Carolina": _("North Carolina"),
    "North Dakota": _("North Dakota"),
    "Pennsylvania": _("Pennsylvania"),
    "South Carolina": _("South Carolina"),
    "South Dakota": _("South Dakota"),
    "West Virginia": _("West Virginia"),
}


def state_name(name: str) -> str:
    """Return the name of a state in the current language, or as the clinic wrote it."""
    return str(_NAMES.get(name, name))
