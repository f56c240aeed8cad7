"""How the content engine says that a file is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pydantic
import yaml

#: What an editor should do, by the kind of fault that pydantic names.
PLAIN = {
    "missing": "is missing; add it",
    "string_type": "write words here, between quotation marks when they hold a colon",
    "string_too_long": "has more than {max_length} characters; shorten it",
    "string_too_short": "is empty; write what belongs there",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_type": "write a day like 2026-11-25",
    "date_parsing": "write a day like 2026-11-25",
    "date_from_datetime_parsing": "write a day like 2026-11-25",
    "date_from_datetime_inexact": "write a day like 2026-11-25",
    "literal_error": "write one of: {expected}",
    "tuple_type": "write a list: each entry on its own line, after two spaces, a hyphen and a space",
    "list_type": "write a list: each entry on its own line, after two spaces, a hyphen and a space",
    "too_short": "write at least {min_length} of them",
    "dict_type": "write its parts below it, each on a line `key: value` with two spaces before",
    "model_type": "write its parts below it, each on a line `key: value` with two spaces before",
    "greater_than_equal": "write a number of at least {ge}",
    "greater_than": "write a number above {gt}",
}
#: The same by the words of the YAML parser.
_PLAIN_YAML = {
    "mapping values are not allowed": "put quotation marks around a value that holds a colon",
    "'\\t' that cannot start": "indent with spaces, not with a tab",
    "that cannot start any token": "put quotation marks around a value that begins with a sign; "
    "list a source without its @",
    "expected <block end>": "a quotation mark has no partner, or a line is indented unlike those around it",
    "expected alphabetic or numeric": "put quotation marks around a value that begins with * or &",
    "while scanning a quoted": "a quotation mark has no partner",
    "could not find expected ':'": "a line has no colon after its key",
}


class ContentError(Exception):
    """A content file cannot be used; the message names file, line and what to mend."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")
        self.what = what


class Fault(Exception):
    """Something a page asks for cannot be given; whoever knows the file and line adds them."""


def first_fault(error: pydantic.ValidationError) -> tuple[str, str]:
    """Return the key and the plain words of the first fault that pydantic found."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return key, f"{key!r} is not a known key; remove it or mend its spelling"
    what = PLAIN.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return key, f"{key}: " * bool(key) + what.format_map(fault.get("ctx", {}))


def near(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the known name most like `name`; empty when none is like it."""
    found = get_close_matches(name, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""


def read_text(path: Path) -> str:
    """Return the text of a content file. Raises ContentError when it is not in UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ContentError(path, 1, "not in UTF-8; save it so") from None


class NoDuplicates(yaml.SafeLoader):
    """YAML in which a key that stands twice is a fault, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: object = None) -> dict:
        """Return the mapping. Raises yaml.YAMLError at a key that stands twice."""
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} stands twice", key.start_mark
                )
        return super().construct_mapping(node, deep=bool(deep))

    def construct_day(self, node: yaml.ScalarNode) -> object:
        """Return a day or an instant. Raises yaml.YAMLError at one that no calendar has."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            what = f"there is no day {node.value}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from None


NoDuplicates.add_constructor("tag:yaml.org,2002:timestamp", NoDuplicates.construct_day)


def yaml_fault(error: yaml.YAMLError, first_line: int) -> tuple[int, str]:
    """Return the line and the plain words of a YAML fault in a text that begins at `first_line`."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid"
    plain = (mend for said, mend in _PLAIN_YAML.items() if said in f"{error.context} {problem}")
    return (mark.line if mark else 0) + first_line, f"not valid YAML: {next(plain, problem)}"


def line_of(key: str, text: str) -> int:
    """Return the line on which a YAML key stands in `text`, 1 when it stands nowhere."""
    name = key.split(".")[0]
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(f"{name}:"):
            return number
    return 1
