"""Plain-text documents for the search index, one for each section of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from content.page import Page

_HEADINGS = {"h2", "h3", "h4"}
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "small", "span", "strong"}
_SKIPPED = {"script", "style", "svg", "sup"}  # drawings, and the numbers of citations

_HIDDEN = {"visually-hidden", "certainty"}  # ratings say nothing without their sentence


@dataclass(frozen=True)
class Document:
    """A text with its own URL.

    `path` is the URL path, with a fragment for sections. Documents with the same title belong to one
    page, and the first of them is its top. `words` are additional search terms.
    """

    path: str
    title: str
    heading: str
    text: str
    words: str = ""


def page_documents(pages: Iterable[Page], words: Mapping[str, Sequence[str]] | None = None) -> list[Document]:
    """Return the top of each page and each of its sections, in reading order.

    `words` maps slugs to additional search terms for the page.
    """
    words = words or {}
    documents = []
    for page in pages:
        opening = [page.summary, *page.key_takeaways]
        if page.status:
            opening += [page.status.fda, page.status.guideline, page.status.risks]
        for anchor, heading, text in _sections(" <p>".join(opening) + "<p>" + page.body):
            path = f"{page.path}#{anchor}" if anchor else page.path
            more = "" if anchor else ", ".join(words.get(page.slug, ()))
            documents.append(Document(path, page.metadata.title, heading, text, more))
    return documents


def plain_text(html: str) -> str:
    """Return the text of HTML on one line."""
    return " ".join(text for _, _, text in _sections(html))


def _sections(html: str) -> list[tuple[str, str, str]]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [(anchor, _on_one_line(heading), _on_one_line(text)) for anchor, heading, text in reader.sections]


def _on_one_line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


class _Reader(HTMLParser):
    """Collects the id, heading, and text of each section. The first is the text before any heading."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._in_heading = False
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = _HIDDEN & set((dict(attrs).get("class") or "").split())
        if self._skipping or tag in _SKIPPED or hidden:
            self._skipping.append(tag)
        elif tag in _HEADINGS and (anchor := dict(attrs).get("id")):
            self.sections.append((anchor, [], []))
            self._in_heading = True
        elif tag not in _INLINE:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
        elif tag in _HEADINGS:
            self._in_heading = False
        elif tag not in _INLINE:
            self.handle_data(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.sections[-1][1 if self._in_heading else 2].append(data)
