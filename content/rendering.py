"""Markdown of a page to HTML: numbered citations, stable heading ids, a contents list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it.token import Token

from clinic_site.markdown import parser, sanitise
from content import blocks, image_rule, inline
from content.faults import ContentError, Fault, near
from content.includes import Place, include
from content.passages import Passage, passage, passages
from content.registers import Registers

_WORDS = {"text", "code_inline"}
#: Ids that the templates around a body give to their own parts.
RESERVED = {"content", "contents", "status-box", "key-takeaways", "questions", "sources", "related"} | {
    *("callback", "pages"),
}
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
    """Renders the texts of one page, which share one numbering of citations.

    `path` is the page's file, `root` the content folder. What was met on the way stays here:
    """

    def __init__(self, path: Path, registers: Registers, root: Path = Path()) -> None:
        self.path = path
        self.registers = registers
        #: The number of each source on this page, in the order in which a reader meets them.
        self.numbers: dict[str, int] = {}
        #: The sources that an include cites; the head of the page need not list them.
        self.included: set[str] = set()
        #: The line on which each claim was marked first.
        self.claims: dict[str, int] = {}
        #: The words of the page, in the order of reading.
        self.passages: list[Passage] = []
        #: The includes that wait for the other pages: what stands in their place, and their kind.
        self.waiting: dict[str, str] = {}
        #: The ids of care cards, to which links may lead.
        self.card_ids: list[str] = []
        self._place = Place(root, registers, self._cite_in_include, self.numbers)
        self._included_html: dict[str, str] = {}
        #: The words of the glossary that the page explains.
        self.explained: set[str] = set()
        self._charts: set[str] = set()
        self._markdown = parser()
        inline.install(self._markdown)
        blocks.install(self._markdown)

    def line(self, text: str, at_line: int = 1) -> SafeString:
        """Return a text of one line as safe HTML without a paragraph around it.

        Raises ContentError on a mark that cannot be read or leads nowhere.
        """
        tokens = self._markdown.parseInline(text, {})
        image_rule.take(tokens, self.path, at_line)  # a line holds none: any is refused
        self._read_marks(tokens, at_line)
        self.passages += [passage(token, "head", at_line, self._next_block()) for token in tokens]
        return SafeString(sanitise(self._html(tokens)).strip())

    def body(self, text: str, at_line: int) -> tuple[SafeString, tuple[Heading, ...]]:
        """Return the body as safe HTML, with its headings.

        `at_line` is the line of the file on which the body begins.
        Raises ContentError on a mark that cannot be read or leads nowhere, on a block that is not
        closed, and on a skipped or a repeated heading.
        """
        tokens = self._markdown.parse(text, {})
        self._check_blocks(tokens, text.splitlines(), at_line)
        figures = image_rule.take(tokens, self.path, at_line)
        self._read_marks(tokens, at_line)
        self.passages += passages(tokens, at_line, self._next_block())
        headings = self._number_headings(tokens, at_line)
        _wrap_tables(tokens)
        html = image_rule.put_back(sanitise(self._html(blocks.fold(tokens, self._html))), figures)
        # After the sanitiser, which knows nothing of drawings: includes are our own templates.
        for place, part in self._included_html.items():
            html = html.replace(place, part)
        return SafeString(html), tuple(headings)

    def _html(self, tokens: list[Token]) -> str:
        env = {"numbers": self.numbers, "registers": self.registers}
        return self._markdown.renderer.render(tokens, self._markdown.options, env)

    def _next_block(self) -> int:
        return self.passages[-1].block + 1 if self.passages else 0

    def _check_blocks(self, tokens: list[Token], lines: list[str], at_line: int) -> None:
        opened: Token | None = None
        for token in tokens:
            try:
                if opened and (blocks.is_directive(token) or token.type == "heading_open"):
                    at = _line_of(opened, at_line)
                    raise Fault(f"this stands inside the block of line {at}; put ::: alone before it")
                if blocks.is_directive(token):
                    blocks.read_directive(token.info)
                    blocks.check_closed(token, lines)
                    opened = token
                elif blocks.ends_directive(token):
                    opened = None
            except Fault as fault:
                raise ContentError(self.path, _line_of(token, at_line), str(fault)) from None

    def _read_marks(self, tokens: list[Token], at_line: int) -> None:
        for token in tokens:
            line = _line_of(token, at_line)
            try:
                if token.type == "include":
                    self._put_in(token)
                for child in token.children or []:
                    line += child.type in {"softbreak", "hardbreak"}
                    self._read_mark(child, line)
                line = _line_of(token, at_line)
                token.children = token.children and inline.explain_terms(
                    token.children, self.registers.glossary, self.explained
                )
            except Fault as fault:
                raise ContentError(self.path, line, str(fault)) from None

    def _read_mark(self, child: Token, line: int) -> None:
        if child.type == "text":
            inline.check_leftovers(child.content)
        self._number(child.meta.get("names", []))
        if child.type == "claim":
            name = child.meta["claim"]
            if name not in self.registers.claims:
                there = near(name, self.registers.claims)
                raise Fault(f"marks the claim {name!r}, which is not in claims.yaml{there}")
            self.claims.setdefault(name, line)

    def _number(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.registers.references:
                there = near(name, self.registers.references)
                raise Fault(f"cites @{name}, which is not in references.yaml{there}")
            self.numbers.setdefault(name, len(self.numbers) + 1)

    def _cite_in_include(self, names: Iterable[str]) -> SafeString:
        names = list(names)
        self._number(names)
        self.included |= set(names)
        return SafeString(inline.citation_html(names, self.numbers))

    def _put_in(self, token: Token) -> None:
        kind, name = token.meta["kind"], token.meta["name"]
        if kind == "chart" and name in self._charts:  # its ids would be there twice
            raise Fault(f"the chart {name!r} stands here twice; take one out")
        self._charts |= {name} if kind == "chart" else set()
        html = include(kind, name, self._place)
        place = f'<div id="include-{len(self._included_html) + len(self.waiting) + 1}"></div>'
        if html is None:
            self.waiting[place] = kind
        else:
            self._included_html[place] = html
        token.type, token.content = "html_block", place

    def _number_headings(self, tokens: list[Token], at_line: int) -> list[Heading]:
        headings: list[Heading] = []
        level = 1
        for token, title in pairwise(tokens):
            line = _line_of(token, at_line)
            if blocks.is_directive(token) and blocks.read_directive(token.info).kind:
                token.meta = {"id": self._new_id(_text(title), line, headings), "level": min(level + 1, 3)}
                self.card_ids.append(token.meta["id"])
            if token.type != "heading_open":
                continue
            found = int(token.tag[1])
            if found < 2 or found > level + 1:
                mend = "take out a #" if found > level else "begin with ##; the title is #"
                what = f"a heading of level {found} cannot follow level {level}; {mend}"
                raise ContentError(self.path, line, what)
            text = _text(title)
            headings.append(Heading(found, self._new_id(text, line, headings), text))
            token.attrSet("id", headings[-1].id)
            level = found
        return headings

    def _new_id(self, text: str, line: int, headings: list[Heading]) -> str:
        found = slug(text)
        if not found:
            raise ContentError(self.path, line, "a heading needs letters or digits to be linked to")
        if found in RESERVED:
            raise ContentError(
                self.path, line, f"the heading {text!r} is one the page has already; change it"
            )
        if found in self.card_ids or any(found == heading.id for heading in headings):
            raise ContentError(self.path, line, f"the heading {text!r} stands here twice")
        return found


def _line_of(token: Token, at_line: int) -> int:
    return at_line + (token.map or [0])[0]


def _text(title: Token) -> str:
    return "".join(child.content for child in title.children or [] if child.type in _WORDS)


def _wrap_tables(tokens: list[Token]) -> None:
    """Let a wide table scroll by itself, by keyboard too, instead of the whole page.

    It is named after its first column, so that two on a page can be told apart.
    """
    for index in reversed(range(len(tokens))):
        if tokens[index].type == "table_open":
            first = next((_text(each) for each in tokens[index:] if each.type == "inline"), "")
            label = escape(f"Table: {first}" if first else "Table", quote=True)
            opening = f'<div class="table" tabindex="0" role="region" aria-label="{label}">'
            tokens[index : index + 1] = [_html(opening), tokens[index]]
        elif tokens[index].type == "table_close":
            tokens[index : index + 1] = [tokens[index], _html("</div>")]


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
