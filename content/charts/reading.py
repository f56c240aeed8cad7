"""Reading a chart file, with the line of whatever is wrong in it."""

from __future__ import annotations

import re
from pathlib import Path

import pydantic
import yaml

from content.charts.data import KINDS, Chart
from content.faults import ContentError, NoDuplicates, first_fault, read_text, yaml_fault
from content.yaml_lines import line_at


def read_chart(chart_id: str, root: Path) -> Chart:
    """Return the chart in `charts/<chart_id>.yaml` below `root`.

    Raises ContentError with file, line and what to mend.
    """
    path = root / "charts" / f"{chart_id}.yaml"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", chart_id) or not path.is_file():
        raise ContentError(path, 1, f"there is no chart {chart_id!r}; add this file or mend the name")
    text = read_text(path)
    try:
        values = yaml.load(text, Loader=NoDuplicates)  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    kind = values.get("kind") if isinstance(values, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ContentError(path, line_at(text, ["kind"]), f"kind must be one of: {', '.join(KINDS)}")
    try:
        return KINDS[kind].model_validate(values)
    except pydantic.ValidationError as error:
        line = line_at(text, error.errors()[0]["loc"])
        raise ContentError(path, line, first_fault(error)[1]) from None
