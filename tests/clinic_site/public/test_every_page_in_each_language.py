"""Every public page names itself and its counterparts, and speaks the language of its address alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from clinic_site.core.languages import codes
from clinic_site.public.pages import listed

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNREAD = {"script", "style", "svg", "template"}
_READ_ALOUD = ("alt", "aria-label", "content", "placeholder", "title")
# Words that a Spanish text never has. English titles and quotations are in elements with lang="en".
_ENGLISH = re.compile(
    r"\b(the|and|of|you|your|we|our|with|for|from|this|that|what|when|which|they|their|have|has|are|was|were|"
    r"be|been|will|would|can|should|not|don’t|isn’t|please|if|or|to|in|on|at|by|it|its|how|who|call|need)\b",
    re.IGNORECASE,
)
# Names, which are the same in Spanish, and English wording that a page quotes
_NAMES = re.compile(
    r"“[^”]*”|Food and Drug Administration|The Trevor Project|Call for Help|Apps From Research|"
    r"American (?:Society|Association) of [\w ]+|National Center for PTSD|Behaviour Research and Therapy|"
    r"(?:British |New England )?Journal of [A-Z]\w+|Annals of Internal Medicine"
)
# Lists of English sources, whose titles have lang="en"; the authors are names
_SOURCES = {"references", "source-index"}


class _Page(HTMLParser):
    """Collects the `link` elements, the language links, and the text that is not marked as English."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = ""
        self.canonical = ""
        self.alternates: dict[str, str] = {}
        self.language_links: dict[str, str] = {}
        self.text: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical = found["href"]
        if tag == "link" and found.get("rel") == "alternate" and "hreflang" in found:
            self.alternates[found["hreflang"]] = found["href"]
        if tag == "a" and found.get("class") == "language-link":
            assert found["lang"] == found["hreflang"]
            self.language_links[found["lang"]] = found["href"]
        own = (
            found.get("lang", self.lang) == self.lang
            and tag not in _UNREAD
            and _SOURCES.isdisjoint(found.get("class", "").split())
        )
        if own and all(each for _, each in self._open):
            self.text += [found[name] for name in _READ_ALOUD if name in found and not _is_data(found)]
        if tag not in _VOID:
            self._open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if all(each for _, each in self._open):
            self.text.append(data)

    def english(self) -> Iterator[str]:
        """Return the texts with an English word."""
        for text in self.text:
            plain = _NAMES.sub("", " ".join(text.split()))
            if _ENGLISH.search(plain):
                yield plain


def _is_data(attributes: dict[str, str]) -> bool:
    return attributes.get("name") in {"viewport", "robots", "referrer", "theme-color", "color-scheme"}


@pytest.fixture
def read(client: Client, db: None) -> Callable[[str], _Page]:
    """Return a function that gets a page of a site with the questions and answers it ships with."""
    call_command("load_faq", verbosity=0)

    def get(path: str) -> _Page:
        response = client.get(path)
        assert response.status_code == 200, path
        return _Page(response.content.decode())

    return get


def _paths() -> dict[str, dict[str, str]]:
    """Return the path of each public page by its key and language."""
    paths: dict[str, dict[str, str]] = {}
    for code in codes():
        with override(code):
            for each in listed():
                paths.setdefault(each.key, {})[code] = each.path
    return paths


def test_every_page_names_itself_and_the_same_page_in_each_language(read: Callable[[str], _Page]) -> None:
    for key, paths in _paths().items():
        assert set(paths) == set(codes()), key
        expected = {code: f"http://testserver{path}" for code, path in paths.items()}
        for code, path in paths.items():
            found = read(path)
            assert found.lang == code
            assert found.canonical == expected[code]
            assert found.alternates == expected | {"x-default": expected["en"]}, path
            assert found.language_links == {other: paths[other] for other in paths if other != code}, path


@pytest.mark.django_db
def test_the_sitemap_names_the_same_page_in_each_language(client: Client) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {
        str(each.findtext("s:loc", namespaces=names)): {
            str(link.get("hreflang")): str(link.get("href")) for link in each.findall("x:link", names)
        }
        for each in tree
    }

    for paths in _paths().values():
        expected = {code: f"http://testserver{path}" for code, path in paths.items()}
        alternates = expected | {"x-default": expected["en"]}
        assert [found[address] for address in expected.values()] == [alternates] * len(expected)


def test_no_english_is_left_on_a_spanish_page(read: Callable[[str], _Page]) -> None:
    found = {paths["es"]: list(read(paths["es"]).english()) for paths in _paths().values()}

    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.django_db
def test_the_english_titles_of_sources_are_marked_as_english(client: Client) -> None:
    html = client.get("/es/que-es-el-tept/").content.decode()

    assert '<cite lang="en">How Common Is PTSD in Adults?</cite>' in html
    assert "U.S. Department of Veterans Affairs (página sin fecha, consultada en 2026)" in html
