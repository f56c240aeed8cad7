"""What a translated page takes from its English original: heading ids, and the targets of links.

Pages of all languages link as in English, such as `/getting-care/#the-ride-home`. So a link keeps
working when a translated heading is reworded, and ids have no accents to drop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it.token import Token

from clinic_site.core.languages import translated_route
from clinic_site.core.markdown import parser
from content.markup import blocks, inline

_WORDS = {"text", "code_inline"}
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Original:
    """The ids of the English page, in order, and where the language has its pages.

    `prefix` begins the paths of the language, such as `/es`. `routes` has the translated route of each
    English page. The routes of other parts of the site are in the catalog of the language.
    """

    ids: tuple[str, ...] = ()
    prefix: str = ""
    routes: Mapping[str, str] = field(default_factory=dict)

    def localized(self, href: str) -> str:
        """Return the target of a link in the language. Links to other sites and ids stay as they are."""
        link = urlsplit(href)
        if link.scheme or link.netloc or not link.path.startswith("/"):
            return href
        route = link.path.removeprefix("/")
        translated = self.routes.get(route) or translated_route(route)
        return link._replace(path=f"{self.prefix}/{translated}").geturl()


def slug(text: str) -> str:
    """Return the id of a heading: its words in lowercase, joined with hyphens."""
    return _NOT_WORD.sub("-", text.lower().replace("’", "").replace("'", "")).strip("-")


def title_text(title: Token) -> str:
    """Return the words of a heading."""
    return "".join(child.content for child in title.children or [] if child.type in _WORDS)


def ids_in(body: str) -> tuple[str, ...]:
    """Return the ids of the headings and care cards in the body of an English page, in order."""
    markdown = parser()
    inline.install(markdown)
    blocks.install(markdown)
    return tuple(
        slug(title_text(title)) for token, title in pairwise(markdown.parse(body, {})) if has_id(token)
    )


def has_id(token: Token) -> bool:
    """Return whether a heading or a care card begins with this token."""
    if blocks.is_directive(token):
        return bool(blocks.read_directive(token.info).kind)
    return token.type == "heading_open"
