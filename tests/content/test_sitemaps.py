"""The pages as entries of the sitemap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.sitemaps import PageSitemap


@pytest.fixture
def shelf(root: Path, write_page: Callable[..., Path]) -> library.Library:
    write_page(slug="late", folder="b", order="1", sources_checked="2026-03-04")
    write_page(slug="second", folder="a", order="20")
    write_page(slug="first", folder="a", order="3", reviewed="2026-05-06", reviewed_by="Dr. Example")
    return library.load(root)


def test_every_page_of_this_release_is_an_entry_once() -> None:
    entries = PageSitemap()

    locations = [entries.location(page) for page in entries.items()]

    assert sorted(locations) == sorted(page.path for page in library.library().pages.values())


def test_entries_come_by_section_and_order() -> None:
    entries = PageSitemap().items()

    places = [(page.head.section, page.head.order) for page in entries]

    assert places == sorted(places)


@pytest.mark.parametrize(
    ("slug", "day"), [("first", dt.date(2026, 5, 6)), ("late", dt.date(2026, 3, 4)), ("second", None)]
)
def test_an_entry_is_dated_by_its_review_or_else_by_the_check_of_its_sources(
    shelf: library.Library, slug: str, day: dt.date | None
) -> None:
    assert PageSitemap().lastmod(shelf.pages[slug]) == day


def test_a_review_counts_more_than_a_later_check_of_sources(
    root: Path, write_page: Callable[..., Path]
) -> None:
    write_page(reviewed="2026-05-06", reviewed_by="Dr. Example", sources_checked="2026-06-07")
    page = library.load(root).pages["first"]

    assert PageSitemap().lastmod(page) == dt.date(2026, 5, 6)
