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
DUE = library().pages["crisis"].head.next_review


@pytest.fixture
def on() -> Iterator[Callable[[int], None]]:
    """Return a traveller to noon of the day so many days after the review of the crisis page was due."""
    travels = []

    def travel(days: int) -> None:
        noon = dt.datetime.combine(DUE + dt.timedelta(days=days), dt.time(17), dt.UTC)
        travels.append(time_machine.travel(noon, tick=False))
        travels[-1].start()

    yield travel
    for travelled in travels:
        travelled.stop()


@pytest.mark.parametrize("path", ["/crisis/", "/"])
@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (100, True)])
def test_readers_are_told_from_the_day_the_review_was_due(
    client: Client, on: Callable[[int], None], path: str, days: int, told: bool
) -> None:
    on(days)

    html = client.get(path).content.decode()

    assert ("was due to be reviewed on May 23, 2027" in html) is told


@pytest.mark.parametrize(("days", "hidden"), [(89, False), (90, True)])
def test_a_page_asks_not_to_be_found_ninety_days_after(
    client: Client, find: Find, on: Callable[[int], None], days: int, hidden: bool
) -> None:
    on(days)

    html = client.get("/crisis/").content.decode()

    robots = [meta["content"] for meta in find(html, "meta") if meta.get("name") == "robots"]
    assert robots == (["noindex"] if hidden else [])


@pytest.mark.parametrize(("days", "listed"), [(89, True), (90, False)])
def test_the_sitemap_leaves_out_a_page_that_asks_not_to_be_found(
    on: Callable[[int], None], days: int, listed: bool
) -> None:
    on(days)

    assert ("crisis" in {page.slug for page in PageSitemap().items()}) is listed
