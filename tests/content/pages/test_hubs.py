"""Hubs list the pages of their section, and those link back to the hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from content import library, views
from content.errors import ContentError

Write = Callable[..., Path]


@pytest.fixture
def loaded(root: Path, write_page: Write, write_references: Write) -> library.Library:
    write_references("one")
    write_page(slug="care", hub="true", title="Care")
    write_page(slug="late", order="20")
    write_page(slug="early", order="3", summary='"Short. [@one]"', references="[one]")
    write_page(slug="elsewhere", folder="help")
    return library.load(root)


def test_hub_lists_the_other_pages_of_its_section_in_order(loaded: library.Library) -> None:
    assert [page.slug for page in loaded.members(loaded.pages["care"])] == ["early", "late"]


def test_other_pages_list_no_pages(loaded: library.Library) -> None:
    assert loaded.members(loaded.pages["late"]) == []


@pytest.mark.parametrize(("slug", "hub"), [("late", "care"), ("care", None), ("elsewhere", None)])
def test_page_has_the_hub_of_its_section(loaded: library.Library, slug: str, hub: str | None) -> None:
    found = loaded.hub_of(loaded.pages[slug])

    assert (found and found.slug) == hub


def test_second_hub_in_a_section_is_refused_with_its_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    first = write_page(slug="a", hub="true")
    second = write_page(slug="b", hub="true")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert (
        str(error.value)
        == f"{second}, line {line_with(second, 'hub:')}: the section already has a hub: {first}"
    )


def test_card_shows_the_summary_without_citation_numbers(
    loaded: library.Library, find: Callable[..., list[dict[str, str]]]
) -> None:
    html = render_to_string("components/hub.html", {"pages": loaded.members(loaded.pages["care"])})

    first = find(html, "a")[0]
    assert (first["href"], first["text"]) == ("/early/", "A title Short.")


def test_breadcrumb_contains_the_hub(
    find: Callable[..., list[dict[str, str]]], loaded: library.Library
) -> None:
    html = render_to_string("components/breadcrumb.html", {"here": "Late", "hub": loaded.pages["care"]})

    assert [link["href"] for link in find(html, "a")] == ["/", "/care/"]


@pytest.mark.parametrize(
    ("slug", "links"), [("care", ["/early/", "/late/"]), ("late", ["/care/"]), ("elsewhere", [])]
)
def test_hub_and_its_pages_link_to_each_other(
    loaded: library.Library,
    find: Callable[..., list[dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    rf: RequestFactory,
    slug: str,
    links: list[str],
) -> None:
    monkeypatch.setattr(views, "library", lambda: loaded)

    html = views.page(rf.get(f"/{slug}/"), slug=slug).content.decode()

    paths = {f"/{other}/" for other in loaded.pages}
    main = html.partition("<main")[2].partition("</main>")[0]
    assert [link["href"] for link in find(main, "a") if link["href"] in paths] == links
