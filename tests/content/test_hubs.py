"""A hub lists the pages of its section, and they lead back to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from content import library, views
from content.faults import ContentError

Write = Callable[..., Path]


@pytest.fixture
def shelf(root: Path, write_page: Write, write_register: Write) -> library.Library:
    write_register("one")
    write_page(slug="care", hub="true", title="Care")
    write_page(slug="late", order="20")
    write_page(slug="early", order="3", summary='"Short. [@one]"', references="[one]")
    write_page(slug="elsewhere", folder="help")
    return library.load(root)


def test_a_hub_lists_the_other_pages_of_its_section_in_order(shelf: library.Library) -> None:
    assert [page.slug for page in shelf.members(shelf.pages["care"])] == ["early", "late"]


def test_a_page_that_is_no_hub_lists_none(shelf: library.Library) -> None:
    assert shelf.members(shelf.pages["late"]) == []


@pytest.mark.parametrize(("slug", "hub"), [("late", "care"), ("care", None), ("elsewhere", None)])
def test_a_page_knows_the_hub_of_its_section(shelf: library.Library, slug: str, hub: str | None) -> None:
    found = shelf.hub_of(shelf.pages[slug])

    assert (found and found.slug) == hub


def test_two_hubs_in_a_section_are_refused_with_the_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    first = write_page(slug="a", hub="true")
    second = write_page(slug="b", hub="true")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value) == f"{second}, line {line_with(second, 'hub:')}: the section has a hub: {first}"


def test_a_card_shows_the_summary_without_the_numbers_of_its_sources(
    shelf: library.Library, find: Callable[..., list[dict[str, str]]]
) -> None:
    html = render_to_string("components/hub.html", {"pages": shelf.members(shelf.pages["care"])})

    first = find(html, "a")[0]
    assert (first["href"], first["text"]) == ("/early/", "A title Short.")


def test_the_way_back_names_the_hub(
    find: Callable[..., list[dict[str, str]]], shelf: library.Library
) -> None:
    html = render_to_string("components/breadcrumb.html", {"here": "Late", "hub": shelf.pages["care"]})

    assert [link["href"] for link in find(html, "a")] == ["/", "/care/"]


@pytest.mark.parametrize(
    ("slug", "links"), [("care", ["/early/", "/late/"]), ("late", ["/care/"]), ("elsewhere", [])]
)
def test_a_hub_leads_to_its_pages_and_they_to_their_hub(
    shelf: library.Library,
    find: Callable[..., list[dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    rf: RequestFactory,
    slug: str,
    links: list[str],
) -> None:
    monkeypatch.setattr(views, "library", lambda: shelf)

    html = views.page(rf.get(f"/{slug}/"), slug=slug).content.decode()

    ways = {f"/{other}/" for other in shelf.pages}
    main = html.partition("<main")[2].partition("</main>")[0]
    assert [link["href"] for link in find(main, "a") if link["href"] in ways] == links
