"""Read content files: UTF-8 text, and YAML that is stricter than usual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pydantic
import yaml

from clinic_site.core.link_rules import bidi_lines
from content.errors import ContentError, message_for

#: Maximum characters in a content file. Markdown's smart quotes take quadratic time in the length.
MAX_LENGTH = 60_000
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
    """Rejects duplicate keys, values cut off by a comment, curly quotation marks, and invalid dates."""

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
    """The loader whose messages `yaml_error` knows."""


class _FastLoader(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """The same in C, in a tenth of the time, if PyYAML was built with libyaml."""


def load_yaml(text: str) -> Any:
    """Return the value of a YAML text. Raises yaml.YAMLError, which `yaml_error` explains."""
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
    """Return the value of a YAML file, and its text; None and "" if there is no such file.

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


def line_at(text: str, keys: Sequence[str | int]) -> int:
    """Return the line number of the value at a path of keys, or of the last key that exists."""
    node = yaml.compose(text, Loader=StrictLoader)
    line = 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == key]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            found = [(part, part) for part in node.value[key : key + 1]]
        else:
            found = []
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line


def validation_error(path: Path, text: str, error: pydantic.ValidationError) -> ContentError:
    """Return the first error of a file with this YAML text, with its line and a message for editors."""
    return ContentError(path, line_at(text, error.errors()[0]["loc"]), message_for(error))
