"""Small content folders on disk, and a reader of the pages that come out."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from intake.services.faq import load_first_entries

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_HEAD = {
    "title": "A title",
    "summary": "A summary",
    "description": "A description",
    "section": "care",
    "next_review": "2030-01-01",
}
_REFERENCE = """{name}:
  authors: Somebody
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
    """Return a finder of elements in a page, in order, by tag (all tags when none is named).

    Each is a dict of its attributes and of `tag`, `text` and `inside`, the tags around it.
    """

    def elements(html: str, *tags: str) -> list[dict[str, str]]:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        return [element for element in reader.elements if not tags or element["tag"] in tags]

    return elements


@pytest.fixture(scope="session")
def pages_seen() -> dict[str, str]:
    """Return the pages that were rendered already; many tests look at the same few."""
    return {}


@pytest.fixture
def shown(db: None, client: Client, pages_seen: dict[str, str]) -> Callable[[str], str]:
    """Return a reader of public pages, with the shipped questions in the database."""

    def html(path: str) -> str:
        if path not in pages_seen:
            load_first_entries()
            response = client.get(path)
            assert response.status_code == HTTPStatus.OK, path
            pages_seen[path] = response.content.decode()
        return pages_seen[path]

    return html


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty content folder: a register without sources, and no page."""
    (tmp_path / "references.yaml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def write_page(root: Path) -> Callable[..., Path]:
    """Return a writer of page files; keys of the head change or add, None leaves one out."""

    def write(body: str = "", *, slug: str = "first", folder: str = "care", **head: str | None) -> Path:
        values = _HEAD | {"section": folder} | head
        lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
        path = root / "pages" / "en" / folder / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, "---", "", body, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_register(root: Path) -> Callable[..., Path]:
    """Return a writer of the register: one whole source for each name."""

    def write(*names: str) -> Path:
        path = root / "references.yaml"
        path.write_text("\n".join(_REFERENCE.format(name=name) for name in names), encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_data(root: Path) -> Callable[[str, str], Path]:
    """Return a writer of data files such as glossary.yaml."""

    def write(name: str, text: str) -> Path:
        path = root / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def put(root: Path) -> Callable[..., Path]:
    """Return a maker of picture files, striped so that turning them can be seen."""

    def make(
        name: str = "room.jpg", size: tuple[int, int] = (1000, 500), mode: str = "RGB", **save: object
    ) -> Path:
        path = root / "images" / name
        path.parent.mkdir(exist_ok=True)
        image = Image.new(mode, size, "#8fb0a0")
        image.paste((164, 67, 42), (0, 0, size[0] // 2, size[1]))
        image.save(path, **save)
        return path

    return make


@pytest.fixture
def line_with() -> Callable[[Path, str], int]:
    """Return a finder of the line of a file on which a text first stands."""

    def line(path: Path, text: str) -> int:
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(number for number, found in enumerate(lines, start=1) if text in found)

    return line
