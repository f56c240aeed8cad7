"""Render Markdown to HTML for all texts of the site; raw HTML is disabled and the output sanitized."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.replacements import replace_rare

_TAGS = {
    *("a", "abbr", "blockquote", "br", "code", "dfn", "em", "h2", "h3", "h4", "hr", "li", "ol", "p"),
    *("span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "div", "section"),
}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "aria-label"},
    "ol": {"start"},
    "section": {"aria-labelledby"},
    "div": {"tabindex", "role", "aria-label"},
    "td": {"data-label"},
    "th": {"scope"},
}
_SCHEMES = {"https", "http", "tel", "sms", "mailto"}


#: Maximum length of a short text, in characters. Typographic quotes take quadratic time.
MAX_LENGTH = 4_000
_NUMBERED = re.compile(r"(\d{1,3}[.)]) +\S")
_SUBLIST = re.compile(r" {1,3}(?=(?:[-*+]|\d{1,3}[.)]) +\S)")
_PASTED_MARK = re.compile(r"([ \t\u00a0]*)(•|[-*+]|#{1,6}|\d{1,3}[.)])([ \t\u00a0]+)(?=\S)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def parser() -> MarkdownIt:
    """Return a CommonMark parser with tables and typographic quotes, without raw HTML."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
        ["table", "replacements", "smartquotes"]
    )
    # Don't replace (c) with a copyright sign: it names paragraphs in laws, like 45 CFR 164.520(c).
    markdown.core.ruler.at("replacements", _replace)
    markdown.core.ruler.after("normalize", "sublists", _indent_sublists)
    markdown.core.ruler.after("normalize", "pasted", _accept_pasted_marks)
    return markdown


def _replace(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            replace_rare(token.children)


def _accept_pasted_marks(state: StateCore) -> None:
    """Read headings and lists as word processors write them, with bullets and no-break spaces."""
    lines, fenced = state.src.removeprefix("\ufeff").split("\n"), False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _PASTED_MARK.match(line)
        if found and (found[2] == "•" or "\u00a0" in found[0]):
            indent, mark = found[1].replace("\u00a0", " "), "-" if found[2] == "•" else found[2]
            lines[at] = f"{indent}{mark} {line[found.end() :]}"
    state.src = "\n".join(lines)


def _indent_sublists(state: StateCore) -> None:
    """Nest a list that is indented by one or two spaces in the numbered item above it.

    CommonMark requires an indent as wide as the number; otherwise the numbered list ends.
    """
    lines, marker, fenced = state.src.split("\n"), "", False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        if fenced:
            continue
        if found := _NUMBERED.match(line):
            marker = found[1]
        elif marker and (found := _SUBLIST.match(line)):
            lines[at] = " " * max(len(marker) + 1, len(found[0])) + line[len(found[0]) :]
        elif line.strip() and not line.startswith(" "):
            marker = ""
    state.src = "\n".join(lines)


def sanitize(html: str) -> SafeString:
    """Return `html` as a safe string with only the elements, attributes and URL schemes that we use."""
    return SafeString(
        nh3.clean(
            html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, strip_comments=True
        )
    )


@lru_cache(maxsize=512)
def to_html(text: str) -> SafeString:
    """Return a short Markdown text, such as an FAQ answer, as safe HTML. Cached.

    Texts longer than MAX_LENGTH characters are shown as plain text: forms reject them, and rendering
    them could take many seconds.
    """
    if len(text) > MAX_LENGTH:
        return format_html("<p>{}</p>\n", text)
    return sanitize(parser().render(text))
