"""Markdown of a page to HTML: numbered citations, stable heading ids, a contents list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from clinic_site.markdown import parser, sanitise
from content import image_rule
from content.faults import ContentError
from content.references import Reference

_CITATION = re.compile(r"\[@([a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)\]")
_WORDS = {"text", "code_inline"}
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Heading:
    """One line of the contents list."""

    level: int
    id: str
    text: str


def slug(text: str) -> str:
    """Return the id of a heading: lower case words joined with hyphens."""
    return _NOT_WORD.sub("-", text.lower().replace("’", "").replace("'", "")).strip("-")


class Renderer:
    """Renders the texts of one page, which share one numbering of citations."""

    def __init__(self, path: Path, references: Mapping[str, Reference]) -> None:
        self.path = path
        self.references = references
        #: The number of each source on this page, in the order in which a reader meets them.
        self.numbers: dict[str, int] = {}
        self._markdown = parser()
        self._markdown.inline.ruler.before("link", "citation", _citation_rule)
        self._markdown.add_render_rule("citation", _render_citation)

    def line(self, text: str, at_line: int = 1) -> SafeString:
        """Return a text of one line as safe HTML without a paragraph around it.

        Raises ContentError on an unknown citation.
        """
        env = {"numbers": self.numbers}
        tokens = self._markdown.parseInline(text, env)
        image_rule.take(tokens, self.path, at_line)  # a line holds none: any is refused
        self._number_citations(tokens, at_line)
        html = self._markdown.renderer.render(tokens, self._markdown.options, env)
        return SafeString(sanitise(html).strip())

    def body(self, text: str, at_line: int) -> tuple[SafeString, tuple[Heading, ...]]:
        """Return the body as safe HTML, with its headings.

        `at_line` is the line of the file on which the body begins.
        Raises ContentError on an unknown citation, a skipped or a repeated heading.
        """
        env = {"numbers": self.numbers}
        tokens = self._markdown.parse(text, env)
        figures = image_rule.take(tokens, self.path, at_line)
        self._number_citations(tokens, at_line)
        headings = self._number_headings(tokens, at_line)
        _wrap_tables(tokens)
        html = self._markdown.renderer.render(tokens, self._markdown.options, env)
        return image_rule.put_back(sanitise(html), figures), tuple(headings)

    def _number_citations(self, tokens: list[Token], at_line: int) -> None:
        for token in tokens:
            line = at_line + (token.map or [0])[0]
            for child in token.children or []:
                line += child.type in {"softbreak", "hardbreak"}
                if child.type == "text" and "[@" in child.content:
                    raise ContentError(self.path, line, "a citation is written [@id] or [@id; @other]")
                for name in child.meta.get("names", []):
                    if name not in self.references:
                        raise ContentError(self.path, line, f"cites @{name}, which is not in references.yaml")
                    self.numbers.setdefault(name, len(self.numbers) + 1)

    def _number_headings(self, tokens: list[Token], at_line: int) -> list[Heading]:
        headings: list[Heading] = []
        level = 1
        for token, inline in pairwise(tokens):
            if token.type != "heading_open":
                continue
            line = at_line + (token.map or [0])[0]
            found = int(token.tag[1])
            if found < 2 or found > level + 1:
                raise ContentError(
                    self.path, line, f"a heading of level {found} cannot follow level {level}; add no # more"
                )
            text = "".join(child.content for child in inline.children or [] if child.type in _WORDS)
            heading = Heading(found, slug(text), text)
            if not heading.id:
                raise ContentError(self.path, line, "a heading needs letters or digits to be linked to")
            if any(heading.id == other.id for other in headings):
                raise ContentError(self.path, line, f"the heading {text!r} stands here twice")
            token.attrSet("id", heading.id)
            headings.append(heading)
            level = found
        return headings


def _citation_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser calls it so)
    found = _CITATION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the number stands at the word it belongs to
        token = state.push("citation", "", 0)
        token.meta["names"] = [name.strip().removeprefix("@") for name in found[1].split(";")]
    state.pos = found.end()
    return True


def _render_citation(
    renderer: object, tokens: list[Token], index: int, options: object, env: dict[str, dict[str, int]]
) -> str:
    links = []
    for name in tokens[index].meta["names"]:
        number = env["numbers"][name]
        links.append(f'<a href="#reference-{name}" aria-label="Source {number}">{number}</a>')
    return f'<sup class="citation">{", ".join(links)}</sup>'


def _wrap_tables(tokens: list[Token]) -> None:
    """Let a wide table scroll by itself, by keyboard too, instead of the whole page."""
    for index in reversed(range(len(tokens))):
        if tokens[index].type == "table_open":
            opening = '<div class="table" tabindex="0" role="region" aria-label="Table">'
            tokens[index : index + 1] = [_html(opening), tokens[index]]
        elif tokens[index].type == "table_close":
            tokens[index : index + 1] = [tokens[index], _html("</div>")]


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
