"""Requests as JSON: values as they are stored, one request a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from intake.exports.columns import cells, stored
from intake.services.exporting import Row


def json_file(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield an object with one list, `requests`, piece by piece."""
    yield '{"requests": ['
    between = "\n"
    for row in rows:
        told = cells(row, columns, stored) | {"answers": row.state}
        yield between + json.dumps(told, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"
