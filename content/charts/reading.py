"""Loading of chart files."""

from __future__ import annotations

import re
from pathlib import Path

import pydantic
import yaml

from content.charts.data import KINDS, Chart
from content.data.translations import in_current_language
from content.data.yaml_lines import line_at
from content.errors import ContentError, first_error, load_yaml, read_text, yaml_error


def read_chart(chart_id: str, root: Path) -> Chart:
    """Return the chart in `charts/<chart_id>.yaml` below `root`.

    Raises ContentError with the file, the line, and the fix.
    """
    path = root / "charts" / f"{chart_id}.yaml"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", chart_id) or not path.is_file():
        raise ContentError(path, 1, f"there is no chart {chart_id!r}; add this file or fix the name")
    text = read_text(path)
    try:
        values = load_yaml(text)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_error(error, first_line=1)) from None
    kind = values.get("kind") if isinstance(values, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ContentError(path, line_at(text, ["kind"]), f"kind must be one of: {', '.join(KINDS)}")
    try:
        return KINDS[kind].model_validate(in_current_language(path, values))
    except pydantic.ValidationError as error:
        line = line_at(text, error.errors()[0]["loc"])
        raise ContentError(path, line, first_error(error)[1]) from None
