"""The names of the site's sections."""

from __future__ import annotations

from django.utils.translation import gettext

_NAMES = {"ptsd": "PTSD", "ketamine": "PTSD and ketamine", "care": "Getting care"}
_NAMES |= {"help": "Help right now", "about": "About us", "home": ""}


def section_name(section: str) -> str:
    """Return the name of a section. The default is its folder name, capitalized."""
    name = _NAMES.get(section, section.replace("-", " ").capitalize())
    return gettext(name) if name else ""
