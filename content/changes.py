"""The history of the pages, from `changes.yaml` and from the review dates in their front matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pydantic
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic_site.core.languages import current, prefix_of
from content.data.entries import DataModel
from content.data.translations import in_current_language
from content.errors import ContentError
from content.files import line_at, read_yaml, validation_error
from content.library import ROOT, library
from content.page import Page


class _Line(DataModel):
    date: dt.date
    page: str = pydantic.Field(min_length=1)
    what: str = pydantic.Field(min_length=1, max_length=300)


@dataclass(frozen=True)
class Change:
    """A change to a page. `kind` distinguishes several changes to one page on the same date."""

    date: dt.date
    page: Page
    kind: str
    what: str

    @property
    def is_edit(self) -> bool:
        """Whether the change comes from `changes.yaml`."""
        return self.kind.startswith("change-")


def load(path: Path, pages: Mapping[str, Page]) -> tuple[Change, ...]:
    """Return all changes, newest first. The file at `path` is optional.

    Raises ContentError with the file and line.
    """
    found = [change for page in pages.values() for change in _from_metadata(page)]
    lines, text = _lines(path)
    english = library(settings.LANGUAGE_CODE).pages if prefix_of(current()) else {}
    for number, line in enumerate(lines):
        if line.page not in pages:
            if line.page in english:
                continue  # not translated yet
            raise ContentError(path, line_at(text, [number, "page"]), f"there is no page {line.page!r}")
        found.append(Change(line.date, pages[line.page], f"change-{number + 1}", line.what))
    return tuple(sorted(found, key=lambda change: (change.date, change.page.slug, change.kind), reverse=True))


def changes() -> tuple[Change, ...]:
    """Return the changes of the shipped pages of the current language."""
    return _changes_in(current())


@cache
def _changes_in(language: str) -> tuple[Change, ...]:
    with override(language):
        return load(ROOT / "data" / "changes.yaml", library(language).pages)


def latest(page: Page) -> dt.date | None:
    """Return the date of the last review, or else of the last source check, or that of a later edit."""
    days = [change.date for change in changes() if change.is_edit and change.page.slug == page.slug]
    checked = page.metadata.reviewed or page.metadata.sources_checked
    return max([*days, *([checked] if checked else [])], default=None)


def _from_metadata(page: Page) -> list[Change]:
    found = []
    if page.metadata.reviewed:
        what = _("Reviewed by %(who)s.") % {"who": page.metadata.reviewed_by}
        found.append(Change(page.metadata.reviewed, page, "reviewed", what))
    if page.metadata.sources_checked:
        found.append(Change(page.metadata.sources_checked, page, "sources-checked", _("Sources checked.")))
    return found


def _lines(path: Path) -> tuple[list[_Line], str]:
    """Return the lines of the file, and its text."""
    values, text = read_yaml(path)
    words = in_current_language(path, values or [])
    try:
        return pydantic.TypeAdapter(list[_Line]).validate_python(words), text
    except pydantic.ValidationError as error:
        raise validation_error(path, text, error) from None
