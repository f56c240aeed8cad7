"""The sitemap of the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.sitemaps import PageSitemap


@pytest.fixture
def loaded(root: Path, write_page: Callable[..., Path]) -> library.Library:
    write_page(slug="late", folder="b", order="1", sources_checked="2026-03-04")
    write_page(slug="second", folder="a", order="20")
    write_page(slug="first", folder="a", order="3", reviewed="2026-05-06", reviewed_by="Dr. Example")
    return library.load(root)


def test_sitemap_lists_every_page_once() -> None:
    entries = PageSitemap()

    locations = [entries.location(page) for page in entries.items()]

    assert sorted(locations) == sorted(page.path for page in library.library().pages.values())


def test_entries_are_sorted_by_section_and_order() -> None:
    entries = PageSitemap().items()

    positions = [(page.metadata.section, page.metadata.order) for page in entries]

    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("slug", "day"), [("first", dt.date(2026, 5, 6)), ("late", dt.date(2026, 3, 4)), ("second", None)]
)
def test_lastmod_is_the_review_or_else_the_source_check(
    loaded: library.Library, slug: str, day: dt.date | None
) -> None:
    assert PageSitemap().lastmod(loaded.pages[slug]) == day


def test_review_takes_precedence_over_a_later_source_check(
    root: Path, write_page: Callable[..., Path]
) -> None:
    write_page(reviewed="2026-05-06", reviewed_by="Dr. Example", sources_checked="2026-06-07")
    page = library.load(root).pages["first"]

    assert PageSitemap().lastmod(page) == dt.date(2026, 5, 6)
