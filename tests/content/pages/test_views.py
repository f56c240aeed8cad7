"""The HTML of each public page."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from content.library import library

Shown = Callable[[str], str]
Find = Callable[..., list[dict[str, str]]]

CONTENT = [page.path for page in library().pages.values()]
PUBLIC = [*CONTENT, "/faq/", "/callback/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_page_has_exactly_one_main_heading(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    headings = find(html, "h1")

    assert len(headings) == 1
    assert headings[0]["text"].strip()


@pytest.mark.parametrize("path", CONTENT)
def test_main_heading_is_the_page_title(shown: Shown, find: Find, path: str) -> None:
    page = next(page for page in library().pages.values() if page.path == path)

    html = shown(path)

    assert find(html, "h1")[0]["text"] == page.metadata.title


@pytest.mark.parametrize("path", PUBLIC)
def test_first_link_skips_to_the_content(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    first = find(html, "a")[0]
    main = find(html, "main")[0]

    assert (first["text"], first["href"]) == ("Skip to content", f"#{main['id']}")


@pytest.mark.parametrize("path", PUBLIC)
def test_crisis_lines_precede_the_content(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    above = html[html.index("<body") : html.index("<main")]
    links = [link["href"] for link in find(above, "a")]

    assert links[1:3] == ["tel:988", "tel:911"]
    assert "(Veterans: call, press 1)" in above  # pressing 1 works on a call only


@pytest.mark.parametrize("path", PUBLIC)
def test_title_contains_the_page_and_the_clinic(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    titles = [title["text"] for title in find(html, "title")]

    assert len(titles) == 1
    assert re.fullmatch(r".{5,70} – Example Clinic", titles[0])


def test_titles_and_descriptions_are_unique(shown: Shown, find: Find) -> None:
    pages = [shown(path) for path in PUBLIC]

    titles = {find(html, "title")[0]["text"] for html in pages}
    descriptions = {
        meta["content"] for html in pages for meta in find(html, "meta") if meta.get("name") == "description"
    }

    assert (len(titles), len(descriptions)) == (len(PUBLIC), len(PUBLIC))


@pytest.mark.parametrize("path", PUBLIC)
def test_page_has_one_description_of_suitable_length(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    texts = [meta["content"] for meta in find(html, "meta") if meta.get("name") == "description"]

    assert len(texts) == 1
    assert 40 <= len(texts[0]) <= 160


def test_canonical_link_ignores_host_and_query_of_the_request(
    client: Client, find: Find, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]

    html = client.get("/crisis/?from=mail", headers={"host": "mirror.test"}).content.decode()

    assert [link["href"] for link in find(html, "link") if link.get("rel") == "canonical"] == [
        "http://testserver/crisis/"
    ]


@pytest.mark.parametrize("path", [*CONTENT, "/faq/"])
def test_unreviewed_page_says_so(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    notes = [part["text"] for part in find(html, "p") if part.get("class") == "reviewed"]

    assert notes[0].startswith(("Not yet clinically reviewed", "Not yet reviewed by a clinician"))


@pytest.mark.parametrize("path", PUBLIC)
def test_page_has_no_inline_styles_or_scripts(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    elements = find(html)

    assert not [element for element in elements if element["tag"] == "style"]
    # Browsers do not run JSON-LD blocks.
    scripts = [e for e in elements if e["tag"] == "script" and e.get("type") != "application/ld+json"]
    assert all(script.get("src") and not script["text"] for script in scripts)
    assert not [
        (element["tag"], name)
        for element in elements
        for name in element
        if name == "style" or name.startswith("on")
    ]


@pytest.mark.parametrize("path", PUBLIC)
def test_page_loads_nothing_from_other_hosts(shown: Shown, find: Find, path: str) -> None:
    html = shown(path)

    loaded = [
        element.get("src") or element.get("href", "")
        for element in find(html, "link", "script", "img", "iframe", "source", "object", "embed")
        if element.get("rel") != "canonical"
        and element.get("type") != "application/ld+json"
        and "hreflang" not in element
    ]

    assert loaded
    assert [address for address in loaded if not re.match(r"/(?!/)", address)] == []


@pytest.mark.parametrize("path", CONTENT)
def test_page_links_to_its_related_pages(shown: Shown, find: Find, path: str) -> None:
    page = next(page for page in library().pages.values() if page.path == path)
    html = shown(path)

    links = {link["href"] for link in find(html, "a")}

    assert {other.path for other in library().related(page)} <= links


@pytest.mark.parametrize("path", ["/", "/crisis/"])
def test_page_without_faq_needs_no_database(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == HTTPStatus.OK


@pytest.mark.parametrize("path", CONTENT)
def test_page_does_not_allow_post(client: Client, path: str) -> None:
    response = client.post(path, {"name": "Sam"})

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_missing_trailing_slash_redirects_to_the_page(client: Client) -> None:
    response = client.get("/crisis")

    assert (response.status_code, response["Location"]) == (HTTPStatus.MOVED_PERMANENTLY, "/crisis/")


@pytest.mark.parametrize("path", ["/nowhere/", "/about/", "/en/crisis/", "/crisis.md"])
def test_unknown_path_is_not_found(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == HTTPStatus.NOT_FOUND


def test_certainty_is_said_in_the_language_of_the_page(shown: Shown) -> None:
    assert "Certeza: muy baja</a>" in shown("/es/sobrellevar-el-dia/")


@pytest.mark.parametrize("path", ["/es/", "/es/atencion/"])
def test_translation_says_that_no_translator_has_reviewed_it(shown: Shown, path: str) -> None:
    assert any(words in shown(path) for words in ("Un traductor profesional", "Traducción sin revisar"))


def test_original_page_does_not_mention_translators(shown: Shown) -> None:
    assert "translator" not in shown("/care/")
