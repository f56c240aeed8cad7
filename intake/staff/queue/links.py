"""The filters above the queue: links that switch one of them, and the choices of the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clinic_site.core.numbers import whole_number
from intake.enums import Kind, Language
from intake.services.exporting import UNASSIGNED
from intake.services.triage.colleagues import accounts, colleagues
from intake.staff.queue.filter import SORTS, QueueFilter

_IN_FORM = {"page", "since", "until", "who", "sort", "found"}


def filter_links(wanted: QueueFilter) -> dict[str, Any]:
    """Return what the queue's template needs to offer the filters."""

    def switched(name: str, value: str) -> str:
        return wanted.query(**{name: "" if getattr(wanted, name) == value else value, "page": 1})

    return {
        "kinds": [(kind.label, wanted.kind == kind, switched("kind", kind.value)) for kind in Kind],
        "languages": [
            (label, wanted.language == value, switched("language", value))
            for value, label in Language.choices
        ],
        "only_mine": wanted.query(mine=int(not wanted.mine), who="", page=1),
        "people": people_choices(wanted.who),
        "sorts": [(slug, label) for slug, (label, _order) in SORTS.items()],
        "kept": [(name, value) for name, value in wanted.values().items() if value and name not in _IN_FORM],
        "clear": wanted.query(kind="", mine=0, who="", language="", since="", until="", sort="", page=1),
        "detailed": bool(wanted.since or wanted.until or wanted.who or wanted.sort),
    }


def people_choices(*also: str) -> list[tuple[str, str]]:
    """Return who may have a request, as choices: no one, a colleague, or one of the accounts in `also`."""
    people = {str(each.pk): each.get_username() for each in colleagues()}
    if others := [each for each in also if whole_number(each) is not None and each not in people]:
        people |= {str(each.pk): each.get_username() for each in accounts(others)}
    return [(UNASSIGNED, _("Unassigned")), *people.items()]
