"""The names of public holidays in the reader's language. Names that a clinic chose stay as they are."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from clinic_site.clinic.facts import OBSERVED

#: As the package `holidays` names them for the United States and New Jersey.
_KNOWN = (
    gettext_noop("New Year's Day"),
    gettext_noop("Martin Luther King Jr. Day"),
    gettext_noop("Lincoln's Birthday"),
    gettext_noop("Presidents Day"),
    gettext_noop("Washington's Birthday"),
    gettext_noop("Good Friday"),
    gettext_noop("Memorial Day"),
    gettext_noop("Juneteenth National Independence Day"),
    gettext_noop("Independence Day"),
    gettext_noop("Labor Day"),
    gettext_noop("Columbus Day"),
    gettext_noop("Election Day"),
    gettext_noop("Veterans Day"),
    gettext_noop("Thanksgiving Day"),
    gettext_noop("Christmas Eve"),
    gettext_noop("Christmas Day"),
    gettext_noop("New Year's Eve"),
)


def holiday_name(name: str) -> str:
    """Return the name of a day off in the current language."""
    day = name.removesuffix(OBSERVED)
    if day not in _KNOWN:
        return name
    if day == name:
        return gettext(day)
    return gettext("{holiday} (observed)").format(holiday=gettext(day))
