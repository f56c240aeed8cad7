"""The plain text of pages with line numbers, for the lint rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from content.markup import blocks

Kind = Literal["metadata", "heading", "paragraph", "item", "cell"]
_UNITS = {"bullet_list": "item", "ordered_list": "item", "table": "cell"}


@dataclass(frozen=True)
class Passage:
    """A run of text.

    `line` is the line in the file. `block` is the number of the block on the page: a list or a table
    is one block, and so is each paragraph outside of lists and tables.
    """

    kind: Kind
    line: int
    block: int
    text: str
    cites: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def passages(tokens: list[Token], at_line: int, first_block: int) -> Iterator[Passage]:
    """Yield the passages of a body that begins on line `at_line` of the file."""
    block, outer, depth, kind = first_block, "", 0, "paragraph"
    for token in tokens:
        if blocks.is_directive(token):
            block, kind = block + 1, "heading"
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _UNITS and outer in {"", name}:
            depth += token.nesting
            block += token.nesting == 1 and depth == 1
            outer = name if depth else ""
        elif token.type in {"heading_open", "paragraph_open"} and not outer:
            block += 1
            kind = name
        elif token.type == "inline":
            line = at_line + (token.map or [0])[0]
            yield passage(token, _UNITS.get(outer, kind), line, block)
            kind = "paragraph"


def passage(inline: Token, kind: Kind, line: int, block: int) -> Passage:
    """Return the passage of an inline token."""
    children = inline.children or []
    return Passage(
        kind=kind,
        line=line,
        block=block,
        text=" ".join("".join(_words(children)).split()),
        cites=tuple(name for child in children for name in child.meta.get("names", ())),
        links=tuple(str(child.attrGet("href")) for child in children if child.type == "link_open"),
    )


def _words(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type in {"softbreak", "hardbreak"}:
            yield " "
