"""Requests as a table that a spreadsheet opens, and that makes no spreadsheet calculate.

CSV as in RFC 4180, every cell quoted, in UTF-8 with a byte order mark, by which Excel knows it.
A cell that a spreadsheet could take for a formula gets an apostrophe in front (OWASP, "CSV
Injection"), and so does a formula sign after a separator, a quote or a line break inside a cell:
a program that splits at another separator, or saves the file without quotes, would make it the
beginning of a cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from intake.exports.columns import cells, in_words
from intake.services.exporting import Row

# ASCII, full width, small forms, and the real minus sign: spreadsheets fold these into one another.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
# What may stand before a sign unseen: white space, controls, and signs without width.
_UNSEEN = "\\s\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_SEPARATORS = "\"',;|\t\r\n\x0b\x0c\x85\u2028\u2029\uff0c\uff1b\uff02\u201c\u201d\u2018\u2019"
_BEGINNING = re.compile(f"([{_UNSEEN}]*)(?=[{_SIGNS}])")
# Tried only where a run begins, and the run is given back to nobody: linear in the length of the text.
_INSIDE = re.compile(f"(?<![{_SEPARATORS}{_UNSEEN}])([{_SEPARATORS}{_UNSEEN}]++)(?=[{_SIGNS}])")
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")


def csv_file(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield the table line by line; the first line holds the ids of the columns.

    The last column says whether the answers could be told.
    """
    yield "\ufeff" + _line([*columns, "answers"])
    for row in rows:
        yield _line([*cells(row, columns, in_words).values(), row.state])


def harmless(value: Any) -> str:
    """Return a cell's text such that no spreadsheet takes it, or a part of it, for a formula."""
    text = _INSIDE.sub(lambda run: run[1] + "'" * bool(_SEPARATOR.search(run[1])), str(value))
    if begins := _BEGINNING.match(text):
        unseen = begins[1]
        return f"'{unseen}'{text[len(unseen) :]}" if unseen else f"'{text}"
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


def _line(values: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(harmless, values))
    return line.getvalue()
