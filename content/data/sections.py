"""The names of the site's sections."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_NAMES = {
    "ptsd": _("PTSD"),
    "ketamine": _("PTSD and ketamine"),
    "care": _("Getting care"),
    "help": _("Help right now"),
    "about": _("About us"),
    "home": "",
}


def section_name(section: str) -> str:
    """Return the name of a section. The default is its folder name, capitalized."""
    return str(_NAMES.get(section, section.replace("-", " ").capitalize()))
