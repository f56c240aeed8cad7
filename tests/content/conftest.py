"""Fixtures: small content folders on disk, and an HTML parser for the rendered pages."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from intake.services.faq import load_shipped_entries

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_METADATA = {
    "title": "A title",
    "summary": "A summary",
    "description": "A description",
    "section": "care",
    "next_review": "2030-01-01",
}
_REFERENCE = """{name}:
  authors: An author
  title: A study
  doi: 10.1000/{name}
  kind: trial
  verified: checked
"""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[dict[str, str]] = []
        self._open: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {name: value or "" for name, value in attrs}
        element |= {"tag": tag, "text": "", "inside": " ".join(outer["tag"] for outer in self._open)}
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element["text"] += data


@pytest.fixture
def find() -> Callable[..., list[dict[str, str]]]:
    """Return a function that finds elements in HTML by tag (without tags, all elements), in order.

    Each element is a dict of its attributes and of `tag`, `text` (with single blanks), and `inside`, the
    enclosing tags.
    """

    def elements(html: str, *tags: str) -> list[dict[str, str]]:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        for element in reader.elements:
            element["text"] = " ".join(element["text"].split())
        return [element for element in reader.elements if not tags or element["tag"] in tags]

    return elements


@pytest.fixture(scope="session")
def rendered_pages() -> dict[str, str]:
    """Return a cache of rendered pages, because many tests use the same ones."""
    return {}


@pytest.fixture
def shown(db: None, client: Client, rendered_pages: dict[str, str]) -> Callable[[str], str]:
    """Return a function that renders a public page, with the shipped FAQ in the database."""

    def html(path: str) -> str:
        if path not in rendered_pages:
            load_shipped_entries()
            response = client.get(path)
            assert response.status_code == HTTPStatus.OK, path
            rendered_pages[path] = response.content.decode()
        return rendered_pages[path]

    return html


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty content folder, without sources and pages."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "references.yaml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def write_page(root: Path) -> Callable[..., Path]:
    """Return a function that writes a page file. Keywords set keys of the front matter; None omits one."""

    def write(body: str = "", *, slug: str = "first", folder: str = "care", **metadata: str | None) -> Path:
        values = _METADATA | {"section": folder} | metadata
        lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
        path = root / "pages" / "en" / folder / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, "---", "", body, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_references(root: Path) -> Callable[..., Path]:
    """Return a function that writes references.yaml with a complete source for each name."""

    def write(*names: str) -> Path:
        path = root / "data" / "references.yaml"
        path.write_text("\n".join(_REFERENCE.format(name=name) for name in names), encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_data(root: Path) -> Callable[[str, str], Path]:
    """Return a function that writes a data file such as glossary.yaml."""

    def write(name: str, text: str) -> Path:
        path = root / "data" / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def line_with() -> Callable[[Path, str], int]:
    """Return a function that finds the first line of a file that contains a text."""

    def line(path: Path, text: str) -> int:
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(number for number, found in enumerate(lines, start=1) if text in found)

    return line
