"""The files of charts, and a model for each kind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pydantic
from django.utils.translation import gettext as _

from content.data.entries import DataModel
from content.data.translations import in_current_language
from content.errors import ContentError
from content.files import line_at, read_yaml, validation_error

Text = pydantic.constr(strip_whitespace=True, min_length=1)


class _Chart(DataModel):
    """Fields that all charts share. All texts are plain text.

    `words` is the text alternative of the drawing. It is empty if the drawing contains its own text. Each
    chart also has `head` and `rows`, its data as a table; the first cell of each row is its header.
    """

    title: Text
    words: str = ""
    note: str = ""
    references: tuple[str, ...] = pydantic.Field(min_length=1)


class Group(DataModel):
    """`count` of `total` people."""

    label: Text
    count: int = pydantic.Field(ge=0)
    total: int = pydantic.Field(ge=1, le=200)

    @pydantic.model_validator(mode="after")
    def _part_of_the_whole(self) -> Group:
        if self.count > self.total:
            raise ValueError(f"count {self.count} is more than total {self.total}")
        return self


class IconArray(_Chart):
    """Natural frequencies (CDC Clear Communication Index: the same denominator, both sides)."""

    kind: Literal["icon array"]
    words: Text
    counted: Text
    not_counted: Text
    groups: tuple[Group, ...] = pydantic.Field(min_length=1, max_length=4)

    @pydantic.field_validator("groups")
    @classmethod
    def _of_the_same_number(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        if len({group.total for group in groups}) > 1:
            raise ValueError("groups that are compared need the same total")
        return groups

    @property
    def head(self) -> tuple[str, ...]:
        """The headings of the table."""
        return (_("Group"), self.counted, self.not_counted, _("All"))

    @property
    def rows(self) -> list[tuple[str | int, ...]]:
        """The rows of the table."""
        return [(each.label, each.count, each.total - each.count, each.total) for each in self.groups]


class Drawing(_Chart):
    """A custom drawing, in `templates/content/charts/<id>.html`.

    `certainty_note` is the certainty of the evidence, shown above the drawing.
    """

    kind: Literal["drawing"]
    head: tuple[Text, ...] = pydantic.Field(min_length=2)
    rows: tuple[tuple[Text, ...], ...] = pydantic.Field(min_length=1)
    certainty_note: str = ""

    @pydantic.model_validator(mode="after")
    def _as_wide_as_the_head(self) -> Drawing:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("each row needs as many cells as head has")
        return self


Chart = IconArray | Drawing
KINDS: dict[str, type[Chart]] = {"icon array": IconArray, "drawing": Drawing}


def read_chart(chart_id: str, root: Path) -> Chart:
    """Return the chart in `charts/<chart_id>.yaml` below `root`.

    Raises ContentError with the file, the line, and the fix.
    """
    path = root / "charts" / f"{chart_id}.yaml"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", chart_id) or not path.is_file():
        raise ContentError(path, 1, f"there is no chart {chart_id!r}; add this file or fix the name")
    values, text = read_yaml(path)
    kind = values.get("kind") if isinstance(values, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ContentError(path, line_at(text, ["kind"]), f"kind must be one of: {', '.join(KINDS)}")
    try:
        return KINDS[kind].model_validate(in_current_language(path, values))
    except pydantic.ValidationError as error:
        raise validation_error(path, text, error) from None
