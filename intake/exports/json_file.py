"""Export requests as JSON: stored values, one request per line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from intake.exports.columns import cells, stored
from intake.services.exporting import ExportRow


def json_file(rows: Iterable[ExportRow], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield an object with one list, `requests`, in chunks."""
    yield '{"requests": ['
    between = "\n"
    for row in rows:
        values = cells(row, columns, stored) | {"answers": row.state}
        yield between + json.dumps(values, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"
