"""Links, ids, citations, and headings of all public pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from content.library import library

Shown = Callable[[str], str]
Find = Callable[..., list[dict[str, str]]]

CONTENT = [page.path for page in library().pages.values()]
PUBLIC = [*CONTENT, "/faq/", "/callback/", "/questions-to-ask/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_every_internal_link_leads_to_an_existing_page_and_id(shown: Shown, find: Find, path: str) -> None:
    links = [urlsplit(link["href"]) for link in find(shown(path), "a")]
    inside = {(link.path or path, link.fragment) for link in links if not link.scheme}

    targets = {target for target, _ in inside}
    ids = {target: {element.get("id") for element in find(shown(target))} for target in targets}

    assert len(inside) > 5
    assert [(target, id_) for target, id_ in inside if id_ and id_ not in ids[target]] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_has_a_url_and_text(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    bare = [link for link in find(html, "a") if not link.get("href") or not link["text"].strip()]

    assert bare == []


@pytest.mark.parametrize("path", PUBLIC)
def test_ids_are_unique_on_a_page(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    counts = Counter(element["id"] for element in find(html) if "id" in element)

    assert [name for name, count in counts.items() if count > 1 or not name] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_every_label_and_description_refers_to_an_id_on_the_page(shown: Shown, find: Find, path: str) -> None:
    elements = find(shown(path))
    ids = {element.get("id") for element in elements}

    named = {
        name
        for element in elements
        for attribute in ("for", "aria-labelledby", "aria-describedby")
        for name in element.get(attribute, "").split()
    }

    assert named <= ids


def _numbers(text: str) -> list[int]:
    """Return the numbers of a citation like `Sources 1, 3–5`."""
    found: list[int] = []
    for part in text.partition(" ")[2].split(", "):
        first, _, last = part.partition("–")
        found += range(int(first), int(last or first) + 1)
    return found


@pytest.mark.parametrize("path", CONTENT)
def test_citations_link_to_their_sources(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    sources = [item["id"] for item in find(html, "li") if item.get("id", "").startswith("source-")]
    marks = [
        (link["href"], _numbers(link["text"]))
        for link in find(html, "a")
        if link["href"].startswith("#source-") and "sup" in link["inside"].split()
    ]

    numbered = {f"#{source}": number for number, source in enumerate(sources, start=1)}
    by_charts = {link["href"] for link in find(html, "a") if "figure" in link["inside"].split()}
    cited = {number for _, numbers in marks for number in numbers}
    assert all(numbered[href] == numbers[0] for href, numbers in marks)
    assert cited <= set(numbered.values())
    uncited = {source for source, number in numbered.items() if number not in cited}
    assert uncited <= by_charts  # a chart names its source in words


@pytest.mark.parametrize("path", CONTENT)
def test_each_source_has_a_link(shown: Shown, find: Find, path: str) -> None:
    page = next(page for page in library().pages.values() if page.path == path)
    html = shown(path)

    sources = [item for item in find(html, "li") if item.get("id", "").startswith("source-")]
    links = [
        (link["href"], link["text"])
        for link in find(html, "a")
        if link["inside"].endswith("ol li") and link["href"].startswith("https://")
    ]

    assert len(sources) == len(page.references)
    for _, source in page.references:
        assert (source.link, source.title) in links


@pytest.mark.parametrize("path", PUBLIC)
def test_external_links_use_only_allowed_schemes(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    schemes = {urlsplit(link["href"]).scheme for link in find(html, "a")}

    assert schemes <= {"", "https", "tel", "sms", "mailto"}


@pytest.mark.parametrize("path", PUBLIC)
def test_headings_skip_no_level(shown: Shown, find: Find, path: str) -> None:
    main = shown(path).partition("<main")[2]

    levels = [int(heading["tag"][1]) for heading in find(main, "h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[0] == 1
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []
