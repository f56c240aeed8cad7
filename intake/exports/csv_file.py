"""Export requests as CSV that is safe to open in a spreadsheet.

The format is RFC 4180 with every cell quoted, in UTF-8 with a byte order mark so that Excel
detects the encoding. A cell that a spreadsheet could take for a formula is prefixed with an
apostrophe (OWASP, "CSV Injection"). So is a formula character after a separator, quote or line
break inside a cell, which would start a cell in a program that splits at another separator or
saves the file without quotes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from intake.exports.columns import cells, in_words
from intake.services.exporting import Row

# ASCII, fullwidth and small forms, and the minus sign: spreadsheets treat these as equivalent.
_FORMULA_CHARS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
# Invisible characters that may precede one: white space, controls, and zero-width characters.
_INVISIBLE = "\\s\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_SEPARATORS = "\"',;|\t\r\n\x0b\x0c\x85\u2028\u2029\uff0c\uff1b\uff02\u201c\u201d\u2018\u2019"
_BEGINNING = re.compile(f"([{_INVISIBLE}]*)(?=[{_FORMULA_CHARS}])")
# Matches only at the start of a run, with a possessive quantifier: linear in the length of the text.
_INSIDE = re.compile(f"(?<![{_SEPARATORS}{_INVISIBLE}])([{_SEPARATORS}{_INVISIBLE}]++)(?=[{_FORMULA_CHARS}])")
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")


def csv_file(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield the file line by line; the first line contains the column ids.

    The last column is the state of the answers (see `Row`).
    """
    yield "\ufeff" + _line([*columns, "answers"])
    for row in rows:
        yield _line([*cells(row, columns, in_words).values(), row.state])


def harmless(value: Any) -> str:
    """Return a cell's text, escaped so that no spreadsheet takes any part of it for a formula."""
    text = _INSIDE.sub(lambda run: run[1] + "'" * bool(_SEPARATOR.search(run[1])), str(value))
    if begins := _BEGINNING.match(text):
        invisible = begins[1]
        return f"'{invisible}'{text[len(invisible) :]}" if invisible else f"'{text}"
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


def _line(values: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(harmless, values))
    return line.getvalue()
