"""What changed on the pages, and when: `changes.yaml`, and what each page tells of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pydantic
import yaml
from django.utils.translation import gettext as _

from content.faults import ContentError, NoDuplicates, first_fault, read_text, yaml_fault
from content.library import ROOT, Page, library
from content.yaml_lines import line_at


class _Line(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    date: dt.date
    page: str = pydantic.Field(min_length=1)
    what: str = pydantic.Field(min_length=1, max_length=300)


@dataclass(frozen=True)
class Change:
    """Something that changed on a page on a day; `kind` tells entries of one page and day apart."""

    date: dt.date
    page: Page
    kind: str
    what: str

    @property
    def is_edit(self) -> bool:
        """Whether it comes from `changes.yaml`."""
        return self.kind.startswith("change-")


def load(path: Path, pages: Mapping[str, Page]) -> tuple[Change, ...]:
    """Return every change, the newest first. A missing file holds none.

    Raises ContentError with file and line.
    """
    found = [change for page in pages.values() for change in _told_by(page)]
    text = read_text(path) if path.is_file() else ""
    for number, line in enumerate(_lines(path, text)):
        if line.page not in pages:
            raise ContentError(path, line_at(text, [number, "page"]), f"there is no page {line.page!r}")
        found.append(Change(line.date, pages[line.page], f"change-{number + 1}", line.what))
    return tuple(sorted(found, key=lambda change: (change.date, change.page.slug, change.kind), reverse=True))


@cache
def changes() -> tuple[Change, ...]:
    """Return the changes of this release."""
    return load(ROOT / "changes.yaml", library().pages)


def latest(page: Page) -> dt.date | None:
    """Return the day of a page's review, or else of the check of its sources, or of a later change."""
    days = [change.date for change in changes() if change.is_edit and change.page.slug == page.slug]
    looked_at = page.head.reviewed or page.head.sources_checked
    return max([*days, *([looked_at] if looked_at else [])], default=None)


def _told_by(page: Page) -> list[Change]:
    found = []
    if page.head.reviewed:
        what = _("Reviewed by %(who)s.") % {"who": page.head.reviewed_by}
        found.append(Change(page.head.reviewed, page, "reviewed", what))
    if page.head.sources_checked:
        found.append(Change(page.head.sources_checked, page, "sources-checked", _("Sources checked.")))
    return found


def _lines(path: Path, text: str) -> list[_Line]:
    try:
        values = yaml.load(text, Loader=NoDuplicates) or []  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    try:
        return pydantic.TypeAdapter(list[_Line]).validate_python(values)
    except pydantic.ValidationError as error:
        line = line_at(text, error.errors()[0]["loc"])
        raise ContentError(path, line, first_fault(error)[1]) from None
