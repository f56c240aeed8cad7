"""Exceptions and messages for errors in content files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pydantic
import yaml

from clinic_site.core.link_rules import bidi_lines

#: Maximum characters in a content file. Markdown's smart quotes take quadratic time in the length.
MAX_LENGTH = 60_000
#: Instructions for editors, by pydantic error type.
PLAIN = {
    "missing": "is missing; add it",
    "string_type": "write text here, in quotation marks if it contains a colon",
    "string_too_long": "has more than {max_length} characters; shorten it",
    "string_too_short": "is empty; fill it in",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_type": "write a date like 2026-11-25",
    "date_parsing": "write a date like 2026-11-25",
    "date_from_datetime_parsing": "write a date like 2026-11-25",
    "date_from_datetime_inexact": "write a date like 2026-11-25",
    "literal_error": "write one of: {expected}",
    "tuple_type": "write a list: each entry on its own line, after two spaces, a hyphen, and a space",
    "list_type": "write a list: each entry on its own line, after two spaces, a hyphen, and a space",
    "too_short": "write at least {min_length} of them",
    "dict_type": "write its parts below it, each on its own line as `key: value`, indented by two spaces",
    "model_type": "write its parts below it, each on its own line as `key: value`, indented by two spaces",
    "greater_than_equal": "write a number of at least {ge}",
    "greater_than": "write a number above {gt}",
}
# Tuples, because every string contains the empty one.
_CURLY_OPEN, _CURLY_CLOSE = tuple("“„‘‚«"), tuple("”“’‘»")
_COMMENT = re.compile(r"[ \t]*#")
#: Instructions for editors, by message of the YAML parser.
_PLAIN_YAML = {
    "mapping values are not allowed": "put quotation marks around a value that contains a colon",
    "'\\t' that cannot start": "indent with spaces, not with a tab",
    "that cannot start any token": "put quotation marks around a value that begins with a special character; "
    "list a source without its @",
    "expected <block end>": "a quotation mark is not closed, or a line is not indented like those around it",
    "expected alphabetic or numeric": "put quotation marks around a value that begins with * or &",
    "while scanning a quoted": "a quotation mark is not closed",
    "could not find expected ':'": "a line has no colon after its key",
}


class ContentError(Exception):
    """An error in a content file. The message names the file, the line, and the fix."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")


class MarkupError(Exception):
    """An error in the markup of a page. The caller adds the file and line with a ContentError."""


def first_error(error: pydantic.ValidationError) -> tuple[str, str]:
    """Return the key of the first error that pydantic found, and a message for editors."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return key, f"{key!r} is not a known key; remove it or fix its spelling"
    if plain := PLAIN.get(first["type"]):
        what = plain.format_map(first.get("ctx", {}))
    else:  # not a format string: it may quote the file, including braces
        what = first["msg"].removeprefix("Value error, ")
    return key, f"{key}: " * bool(key) + what


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the known name closest to `name`, or "" if none is close."""
    found = get_close_matches(name, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""


def read_text(path: Path) -> str:
    """Return the text of a content file, without the byte order mark that some editors add.

    Raises ContentError if the file is not in UTF-8, is too long, or contains characters that change
    the direction of text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError(path, 1, "is not in UTF-8; save it as UTF-8") from None
    if len(text) > MAX_LENGTH:
        raise ContentError(path, 1, f"has more than {MAX_LENGTH:,} characters; split it")
    for line in bidi_lines(text):
        what = "contains an invisible character that changes the direction of text; type the line again"
        raise ContentError(path, line, what)
    return text


class _Strict(yaml.constructor.SafeConstructor):
    """What both loaders refuse: duplicate keys, values cut off by a comment, and invalid dates."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text

    def construct_mapping(self, node: yaml.MappingNode, deep: object = None) -> dict:
        """Return the mapping. Raises yaml.YAMLError for a duplicate key."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) > len(set(keys)):
            key = next(key for key, _ in node.value if keys.count(key.value) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"{key.value} is defined twice", key.start_mark
            )
        return super().construct_mapping(node, deep=bool(deep))

    def construct_scalar(self, node: yaml.Node) -> Any:
        """Return the value. Raises yaml.YAMLError if a # cuts off the rest of its line."""
        if isinstance(node, yaml.ScalarNode) and not node.style:
            if _COMMENT.match(self._text, node.end_mark.index):
                what = (
                    "everything after # is ignored; put quotation marks around the value, "
                    "or move the comment up"
                )
                raise yaml.constructor.ConstructorError(None, None, what, node.end_mark)
            if node.value[:1] in _CURLY_OPEN and node.value[-1:] in _CURLY_CLOSE:
                what = "write straight quotation marks around a value; these are a word processor's"
                raise yaml.constructor.ConstructorError(None, None, what, node.start_mark)
        return super().construct_scalar(node)

    def construct_day(self, node: yaml.ScalarNode) -> object:
        """Return a date or datetime. Raises yaml.YAMLError for a date that does not exist."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            what = f"no such date: {node.value}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from None


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_day)


class StrictLoader(_Strict, yaml.SafeLoader):
    """A loader whose messages `yaml_error` knows."""


class _FastLoader(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """The same in C, a tenth of the time, where PyYAML was built with libyaml."""


def load_yaml(text: str) -> Any:
    """Return what a YAML text says. Raises yaml.YAMLError, which `yaml_error` puts in plain words."""
    try:
        return yaml.load(text, Loader=_FastLoader)  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError:  # read it again for the message
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506


def yaml_error(error: yaml.YAMLError, first_line: int) -> tuple[int, str]:
    """Return the line of a YAML error in a text that begins at `first_line`, and a message for editors."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid"
    plain = (hint for message, hint in _PLAIN_YAML.items() if message in f"{error.context} {problem}")
    return (mark.line if mark else 0) + first_line, f"not valid YAML: {next(plain, problem)}"


def read_yaml(path: Path) -> tuple[Any, str]:
    """Return what a YAML file says, and its text; None and "" if there is no such file.

    Raises ContentError with the file and line.
    """
    text = read_text(path) if path.is_file() else ""
    try:
        return load_yaml(text), text
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_error(error, first_line=1)) from None


def line_of(path: Path, key: str) -> int:
    """Return the line of a top-level YAML key in a content file, or 1 if it does not exist."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return number
    return 1
