"""The tab, page, filters and order of the queue, as in the query string of its URL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clinic_site.core.numbers import whole_number
from intake.enums import Kind, Language
from intake.models import Submission
from intake.services.exporting import UNASSIGNED
from intake.staff.queue.tabs import BY_SLUG

SORTS = {
    "": (_("Most urgent first"), ()),
    "newest": (_("Newest first"), ("-received_at", "pk")),
    "oldest": (_("Oldest first"), ("received_at", "pk")),
}
_LONGEST_KEY = 220  # of a search for four parts of a name
_LAST_YEAR = 9990  # a day is added to `until`


@dataclass(frozen=True)
class QueueFilter:
    """What the queue shows. `who` is the id of an account, or UNASSIGNED; `since` and `until` are days."""

    tab: str = ""
    page: int = 1
    kind: str = ""
    mine: bool = False
    who: str = ""
    language: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = ""
    found: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> QueueFilter:
        """Return the filter of a query string, ignoring invalid values."""
        tab, page, kind = query.get("tab", ""), query.get("page", ""), query.get("kind", "")
        who, sort = query.get("who", ""), query.get("sort", "")
        return cls(
            tab=tab if tab in BY_SLUG else "",
            page=whole_number(page) or 1,
            kind=kind if kind in Kind.values else "",
            mine=query.get("mine") == "1",
            who=who if who == UNASSIGNED or whole_number(who) is not None else "",
            language=query.get("language", "") if query.get("language") in Language.values else "",
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            sort=sort if sort in SORTS else "",
            found=query.get("found", "")[:_LONGEST_KEY],
        )

    @classmethod
    def before(cls, request: HttpRequest) -> QueueFilter:
        """Return the filter of the queue that the user came from, from the parameter `back`."""
        return cls.from_query(QueryDict(request.GET.get("back", "")))

    @property
    def narrows(self) -> bool:
        """Whether it leaves out any row of a tab."""
        return bool(self.kind or self.mine or self.who or self.language or self.since or self.until)

    def values(self) -> dict[str, Any]:
        """Return its values by the name of their parameter."""
        names = ("tab", "page", "kind", "who", "language", "since", "until", "sort", "found")
        return {name: getattr(self, name) for name in names} | {"mine": int(self.mine)}

    def query(self, **changes: object) -> str:
        """Return it as a query string, with changes."""
        query = QueryDict(mutable=True)
        for name, value in (self.values() | changes).items():
            if value and not (name == "page" and value == 1):
                query[name] = str(value)
        return query.urlencode()

    def export_query(self, user_id: int) -> str:
        """Return the query string with which the export page selects the same requests."""
        values = {
            "kinds": self.kind,
            "languages": self.language,
            "people": user_id if self.mine else self.who,
            "since": self.since,
            "until": self.until,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def narrow(self, rows: QuerySet[Submission], user_id: int) -> QuerySet[Submission]:
        """Return the rows of a tab that match the filter, for the account `user_id`."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.language:
            rows = rows.filter(language=self.language)
        if self.since:
            rows = rows.filter(received_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(received_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        if self.mine:
            return rows.filter(claimed_by=user_id)
        if self.who:
            return rows.filter(claimed_by=None if self.who == UNASSIGNED else int(self.who))
        return rows

    def sorted(self, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        """Return the rows in its order, by default in the order of their tab."""
        _label, order = SORTS[self.sort]
        return rows.order_by(*order) if order else rows


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1900 < day.year < _LAST_YEAR else None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
