"""A page whose review is overdue says so; long after, it asks not to be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from content.library import library
from content.sitemaps import PageSitemap

Find = Callable[..., list[dict[str, str]]]


@pytest.fixture
def on() -> Iterator[Callable[[str, int], str]]:
    """Return a traveller to noon of the day so many days after the review of a page was due.

    It returns that due day as pages write it.
    """
    travels = []

    def travel(slug: str, days: int) -> str:
        due = library().pages[slug].head.next_review
        noon = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(17), dt.UTC)
        travels.append(time_machine.travel(noon, tick=False))
        travels[-1].start()
        return f"{due:%B} {due.day}, {due.year}"

    yield travel
    for travelled in travels:
        travelled.stop()


@pytest.mark.parametrize("slug", ["crisis", "home"])
@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (100, True)])
def test_readers_are_told_from_the_day_the_review_was_due(
    client: Client, on: Callable[[str, int], str], slug: str, days: int, told: bool
) -> None:
    due = on(slug, days)

    html = client.get(library().pages[slug].path).content.decode()

    assert (f"was due to be reviewed on {due}" in html) is told


@pytest.mark.parametrize(("days", "hidden"), [(89, False), (90, True)])
def test_a_page_asks_not_to_be_found_ninety_days_after(
    client: Client, find: Find, on: Callable[[str, int], str], days: int, hidden: bool
) -> None:
    on("crisis", days)

    html = client.get("/crisis/").content.decode()

    robots = [meta["content"] for meta in find(html, "meta") if meta.get("name") == "robots"]
    assert robots == (["noindex"] if hidden else [])


@pytest.mark.parametrize(("days", "listed"), [(89, True), (90, False)])
def test_the_sitemap_leaves_out_a_page_that_asks_not_to_be_found(
    on: Callable[[str, int], str], days: int, listed: bool
) -> None:
    on("crisis", days)

    assert ("crisis" in {page.slug for page in PageSitemap().items()}) is listed
