"""Export requests as CSV that is safe to open in a spreadsheet.

The format is RFC 4180 with every cell quoted, in UTF-8 with a byte order mark so that Excel
detects the encoding. A cell that a spreadsheet could take for a formula is prefixed with an
apostrophe (OWASP, "CSV Injection"). Nothing inside a cell is changed: it is what people wrote, and
the quotes keep it in its cell in every program that reads the file as comma-separated.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from intake.exports.columns import cells, in_words
from intake.services.exporting import ExportRow

# ASCII, fullwidth and small forms, and the minus sign: spreadsheets treat these as equivalent.
_FORMULA_CHARS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
# Invisible characters that may precede one: white space, controls, and zero-width characters.
_INVISIBLE = "\\s\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_BEGINNING = re.compile(f"([{_INVISIBLE}]*)(?=[{_FORMULA_CHARS}])")


def csv_file(rows: Iterable[ExportRow], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield the file line by line; the first line contains the column ids.

    The last column is the state of the answers (see `ExportRow`).
    """
    yield "\ufeff" + csv_line([*columns, "answers"])
    for row in rows:
        yield csv_line([*cells(row, columns, in_words).values(), row.state])


def escape_formula(value: Any) -> str:
    """Return a cell's text, escaped at its start so that no spreadsheet takes it for a formula."""
    text = str(value)
    if begins := _BEGINNING.match(text):
        invisible = begins[1]
        return f"'{invisible}'{text[len(invisible) :]}" if invisible else f"'{text}"
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


def csv_line(values: list[Any]) -> str:
    """Return one line of a file."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(escape_formula, values))
    return written.getvalue()
