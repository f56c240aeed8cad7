"""Loading of chart files."""

from __future__ import annotations

import re
from pathlib import Path

import pydantic

from content.charts.data import KINDS, Chart
from content.data.translations import in_current_language
from content.data.yaml_lines import line_at, validation_error
from content.errors import ContentError, read_yaml


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
