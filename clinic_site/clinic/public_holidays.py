"""Public holidays of the United States and of the clinic's state.

Only the staff side imports this, and stores the dates: the package `holidays` takes 19 MB of memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import holidays

from clinic_site.clinic.facts import OBSERVED

_EVES = ("Christmas Eve", "New Year's Eve")  # many clinics close, but neither is a public holiday
_YEARS_AHEAD = 10


def holiday_choices(state: str, today: dt.date) -> list[tuple[str, dt.date]]:
    """Return the name and the next date of each holiday that a clinic in `state` can keep, by date."""
    found: dict[str, dt.date] = {}
    for day, name in _days(state, range(today.year, today.year + 3)):
        if day >= today and not name.endswith(OBSERVED):
            found.setdefault(name, day)
    return list(found.items())


def kept_days(names: Collection[str], state: str, today: dt.date) -> dict[dt.date, str]:
    """Return the dates of the holidays with these names, this year and in the next ten years.

    They include the weekday on which a holiday on a weekend is observed. Unknown names have no dates.
    """
    years = range(today.year, today.year + 1 + _YEARS_AHEAD)
    return {day: name for day, name in _days(state, years) if name.removesuffix(OBSERVED) in names}


def _subdivision(state: str) -> str | None:
    """Return the code of a state, which may be written as a name or a code, or None if it is unknown."""
    codes = {name.casefold(): code for name, code in holidays.US.subdivisions_aliases.items()}
    codes |= {code.casefold(): code for code in holidays.US.subdivisions}
    return codes.get(state.strip().casefold())


def _days(state: str, years: range) -> Iterator[tuple[dt.date, str]]:
    subdivision = _subdivision(state)
    public = holidays.US(subdiv=subdivision, years=years, language="en_US")
    unofficial = holidays.US(years=years, categories="unofficial", language="en_US")
    named = [(day, name) for day in public for name in public.get_list(day)]
    eves = [(day, name) for day in unofficial for name in unofficial.get_list(day) if name in _EVES]
    yield from sorted(each for each in named + eves if each[0].year in years)
