"""Pages with an overdue review say so, and later they are not indexed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from content.library import library

Find = Callable[..., list[dict[str, str]]]


@pytest.fixture
def on() -> Iterator[Callable[[str, int], str]]:
    """Return a function that sets the clock to a number of days after the review of a page is due.

    It returns the due date as pages show it.
    """
    travels = []

    def travel(slug: str, days: int) -> str:
        due = library().pages[slug].metadata.next_review
        noon = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(17), dt.UTC)
        travels.append(time_machine.travel(noon, tick=False))
        travels[-1].start()
        return f"{due:%B} {due.day}, {due.year}"

    yield travel
    for traveler in travels:
        traveler.stop()


@pytest.mark.parametrize("slug", ["crisis", "home"])
@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (100, True)])
def test_overdue_page_says_so_from_the_due_date(
    client: Client, on: Callable[[str, int], str], slug: str, days: int, shown: bool
) -> None:
    due = on(slug, days)

    html = client.get(library().pages[slug].path).content.decode()

    assert (f"was due for review on {due}" in html) is shown


@pytest.mark.parametrize(("days", "hidden"), [(89, False), (90, True)])
def test_page_is_noindex_ninety_days_after_the_due_date(
    client: Client, find: Find, on: Callable[[str, int], str], days: int, hidden: bool
) -> None:
    on("crisis", days)

    html = client.get("/crisis/").content.decode()

    robots = [meta["content"] for meta in find(html, "meta") if meta.get("name") == "robots"]
    assert robots == (["noindex"] if hidden else [])


@pytest.mark.parametrize(("days", "listed"), [(89, True), (90, False)])
@pytest.mark.django_db
def test_sitemap_omits_noindex_pages(
    client: Client, on: Callable[[str, int], str], days: int, listed: bool
) -> None:
    on("crisis", days)

    assert ("/crisis/</loc>" in client.get("/sitemap.xml").content.decode()) is listed
