"""Rendering of pages: Markdown to HTML with numbered citations and stable heading ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise, takewhile
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.token import Token

from clinic_site.core.markdown import parser, sanitize
from content.data.site_data import SiteData
from content.errors import ContentError, MarkupError, did_you_mean
from content.markup import blocks, inline
from content.markup.includes import IncludeContext, include
from content.markup.originals import Original, slug, title_text
from content.markup.passages import Passage, passage, passages

#: Ids that page templates use outside the body.
RESERVED = {"content", "contents", "status-box", "key-takeaways", "questions", "sources", "related"} | {
    *("callback", "pages"),
}


@dataclass(frozen=True)
class Heading:
    """A heading of a page."""

    level: int
    id: str
    text: str


class Renderer:
    """Renders the texts of one page, which share one numbering of citations.

    `path` is the page's file, `root` the content folder, and `original` what a translated page takes
    from its English one. The attributes collect what the texts use.
    """

    def __init__(
        self, path: Path, data: SiteData, root: Path = Path(), original: Original | None = None
    ) -> None:
        self.path = path
        self._original = original
        self.data = data
        #: The number of each source on this page, in reading order.
        self.numbers: dict[str, int] = {}
        #: The sources that includes cite. The front matter does not list them.
        self.included: set[str] = set()
        #: The line of each claim's first use.
        self.claims: dict[str, int] = {}
        #: The text of the page, in reading order.
        self.passages: list[Passage] = []
        #: The deferred includes: their placeholder in the HTML, and their kind.
        self.deferred: dict[str, str] = {}
        #: The ids of care cards, which links may lead to.
        self.card_ids: list[str] = []
        self._include_context = IncludeContext(root, data, self._cite_in_include, self.numbers)
        self._included_html: dict[str, str] = {}
        #: The glossary terms that the page explains.
        self.explained: set[str] = set()
        self._charts: set[str] = set()
        self._markdown = parser()
        inline.install(self._markdown)
        blocks.install(self._markdown)

    def line(self, text: str, at_line: int = 1) -> SafeString:
        """Return inline Markdown as safe HTML, without a surrounding paragraph.

        `at_line` is the line of the file. Raises ContentError for invalid markup or unknown ids.
        """
        tokens = self._markdown.parseInline(text, {})
        self._read_marks(tokens, at_line)
        self.passages += [passage(token, "metadata", at_line, self._next_block()) for token in tokens]
        return SafeString(sanitize(self._html(tokens)).strip())

    def body(self, text: str, at_line: int) -> tuple[SafeString, tuple[Heading, ...]]:
        """Return the body as safe HTML, with its headings.

        `at_line` is the line of the file on which the body begins. Raises ContentError for invalid
        markup, unknown ids, blocks that are not closed, skipped heading levels, and duplicate headings.
        """
        tokens = self._markdown.parse(text, {})
        self._check_blocks(tokens, text.splitlines(), at_line)
        self._read_marks(tokens, at_line)
        self.passages += passages(tokens, at_line, self._next_block())
        headings = self._number_headings(tokens, at_line)
        html = sanitize(self._html(blocks.fold(list(_wrap_tables(tokens)), self._html)))
        # After the sanitizer, which would remove drawings. Includes are our own templates.
        for placeholder, part in self._included_html.items():
            html = html.replace(placeholder, part)
        return SafeString(html), tuple(headings)

    def _html(self, tokens: list[Token]) -> str:
        index = self.data.source_index_path  # already that of the language
        env = {"numbers": self.numbers, "data": self.data, "source_index": index}
        return self._markdown.renderer.render(tokens, self._markdown.options, env)

    def _localized(self, href: str) -> str:
        return self._original.localized(href) if self._original else href

    def _next_block(self) -> int:
        return self.passages[-1].block + 1 if self.passages else 0

    def _check_blocks(self, tokens: list[Token], lines: list[str], at_line: int) -> None:
        opened: Token | None = None
        for token in tokens:
            try:
                if opened and (blocks.is_directive(token) or token.type == "heading_open"):
                    at = _line_of(opened, at_line)
                    raise MarkupError(f"this is inside the block of line {at}; put ::: alone before it")
                if blocks.is_directive(token):
                    blocks.read_directive(token.info)
                    blocks.check_closed(token, lines)
                    opened = token
                elif blocks.ends_directive(token):
                    opened = None
            except MarkupError as error:
                raise ContentError(self.path, _line_of(token, at_line), str(error)) from None

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
                if token.children:
                    terms = inline.explain_terms(token.children, self.data.glossary, self.explained)
                    token.children = list(terms)
            except MarkupError as error:
                raise ContentError(self.path, line, str(error)) from None

    def _read_mark(self, child: Token, line: int) -> None:
        if child.type == "text":
            inline.check_leftovers(child.content)
        if child.type == "image":
            raise MarkupError("pages cannot contain pictures; remove this one and describe it in words")
        href = str(child.attrGet("href") or "")
        if href and not href.startswith("glossary:") and (problem := self.data.links.problem(href)):
            raise MarkupError(problem)
        if href:
            child.attrSet("href", self._localized(href))
        self._number(child.meta.get("names", []))
        if child.type == "claim":
            name = child.meta["claim"]
            if name not in self.data.claims:
                suggestion = did_you_mean(name, self.data.claims)
                raise MarkupError(f"marks the claim {name!r}, which is not in claims.yaml{suggestion}")
            self.claims.setdefault(name, line)

    def _number(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.data.references:
                suggestion = did_you_mean(name, self.data.references)
                raise MarkupError(f"cites @{name}, which is not in references.yaml{suggestion}")
            self.numbers.setdefault(name, len(self.numbers) + 1)

    def _cite_in_include(self, names: Iterable[str]) -> SafeString:
        names = list(names)
        self._number(names)
        self.included |= set(names)
        return SafeString(inline.citation_html(names, self.numbers))

    def _put_in(self, token: Token) -> None:
        kind, name = token.meta["kind"], token.meta["name"]
        if kind == "chart" and name in self._charts:  # its ids must be unique
            raise MarkupError(f"the chart {name!r} appears twice on this page; remove one")
        self._charts |= {name} if kind == "chart" else set()
        html = include(kind, name, self._include_context)
        placeholder = f'<div id="include-{len(self._included_html) + len(self.deferred) + 1}"></div>'
        if html is None:
            self.deferred[placeholder] = kind
        else:
            self._included_html[placeholder] = html
        token.type, token.content = "html_block", placeholder

    def _number_headings(self, tokens: list[Token], at_line: int) -> list[Heading]:
        """Give headings and care cards their ids, and return the headings."""
        headings: list[Heading] = []
        level = 1
        for token, title in pairwise(tokens):
            line = _line_of(token, at_line)
            if blocks.is_directive(token) and blocks.read_directive(token.info).kind:
                card_id = self._new_id(title_text(title), line, headings)
                token.meta = {"id": card_id, "level": min(level + 1, 3)}
                self.card_ids.append(card_id)
            elif token.type == "heading_open":
                level = self._level_after(level, int(token.tag[1]), line)
                text = title_text(title)
                headings.append(Heading(level, self._new_id(text, line, headings), text))
                token.attrSet("id", headings[-1].id)
        if self._original and len(headings) + len(self.card_ids) < len(self._original.ids):
            missing = self._original.ids[len(headings) + len(self.card_ids)]
            raise ContentError(
                self.path, at_line, f"lacks the heading or card {missing!r} of the English page"
            )
        return headings

    def _level_after(self, level: int, found: int, line: int) -> int:
        """Return the level of a heading. Raises ContentError if it skips one, or is that of the title."""
        if 2 <= found <= level + 1:
            return found
        hint = "remove a #" if found > level else "begin with ##; the title is the #"
        what = f"a heading of level {found} cannot follow level {level}; {hint}"
        raise ContentError(self.path, line, what)

    def _new_id(self, text: str, line: int, headings: list[Heading]) -> str:
        found = slug(text) if self._original is None else self._id_of_original(line, headings)
        if not found:
            raise ContentError(self.path, line, "a heading needs letters or digits for its id")
        if found in RESERVED:
            raise ContentError(
                self.path, line, f"the heading {text!r} is reserved for a part of the page; change it"
            )
        if found in self.card_ids or any(found == heading.id for heading in headings):
            raise ContentError(self.path, line, f"the heading {text!r} appears twice on this page")
        return found

    def _id_of_original(self, line: int, headings: list[Heading]) -> str:
        ids = self._original.ids if self._original else ()
        place = len(headings) + len(self.card_ids)
        if place >= len(ids):
            raise ContentError(self.path, line, "the English page has no heading or card at this place")
        return ids[place]


def _line_of(token: Token, at_line: int) -> int:
    return at_line + (token.map or [0])[0]


def _wrap_tables(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, with each table in a scrollable, focusable region, so that it doesn't widen the page.

    The region is labeled with the table's columns, to distinguish several tables. Each cell of a table
    with more than three columns names its column, because phones show its rows one below the other.
    """
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            columns = _columns(tokens[index:])
            if len(columns) > 3:
                _label_cells(tokens[index:], columns)
            names = ", ".join(filter(None, columns))
            label = escape(_("Table: %(columns)s") % {"columns": names} if names else _("Table"), quote=True)
            yield _html(f'<div class="table" tabindex="0" role="region" aria-label="{label}">')
        yield token
        if token.type == "table_close":
            yield _html("</div>")


def _columns(tokens: list[Token]) -> list[str]:
    """Return the names of the columns of the table with which `tokens` begin."""
    head = takewhile(lambda token: token.type != "thead_close", tokens)
    return [title_text(each) for each in head if each.type == "inline"]


def _label_cells(tokens: list[Token], columns: list[str]) -> None:
    column = 0
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-label", columns[column])
            column += 1


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
