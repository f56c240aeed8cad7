"""Markdown to HTML for every text on the site: raw HTML off, and sanitised all the same.

Imports nothing of the site, so that every app may use it.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_TAGS = {
    *("a", "abbr", "blockquote", "br", "code", "dfn", "em", "h2", "h3", "h4", "hr", "li", "ol", "p"),
    *("span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "div", "section"),
}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "aria-label"},
    "section": {"aria-labelledby"},
    "div": {"tabindex", "role", "aria-label"},
    "td": {"data-label"},
    "th": {"scope"},
}
_SCHEMES = {"https", "http", "tel", "sms", "mailto"}


def parser() -> MarkdownIt:
    """Return a CommonMark parser with tables and typographic quotes; raw HTML stays text."""
    return MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
        ["table", "replacements", "smartquotes"]
    )


def sanitise(html: str) -> SafeString:
    """Return `html`, safe for templates, with only elements, attributes and links that we write."""
    return SafeString(
        nh3.clean(
            html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, strip_comments=True
        )
    )


def to_html(text: str) -> SafeString:
    """Return a short text, such as an FAQ answer, as safe HTML."""
    return sanitise(parser().render(text))
