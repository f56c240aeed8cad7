"""What a reader sees first: on the home page, on hubs, on the crisis page, and in the header."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.html import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(client: Client) -> Callable[[str], str]:
    """Return a function that returns the HTML of a page from its main heading on."""

    def read(path: str) -> str:
        return client.get(path).content.decode().partition("<h1>")[2]

    return read


def test_home_page_begins_with_two_actions_and_one_is_the_main_one(body: Callable[[str], str]) -> None:
    hero = body("/").partition('<ul class="cards ways">')[0]

    assert hero.count('class="button"') == 1
    assert '<a class="button" href="/callback/">' in hero
    assert '<a class="button button-quiet" href="/is-ketamine-right-for-me/">' in hero


def test_home_page_says_the_fda_status_before_anything_else_about_ketamine(
    body: Callable[[str], str],
) -> None:
    hero = body("/").partition('<ul class="cards ways">')[0]

    assert "Ketamine isn’t FDA-approved for PTSD." in hero


def test_home_page_has_three_cards_right_below_its_hero(body: Callable[[str], str]) -> None:
    cards = body("/").partition('<ul class="cards ways">')[2].partition("</ul>")[0]

    assert cards.count("<li>") == 3


def test_home_page_of_a_clinic_without_people_or_treatments_leaves_both_out(
    body: Callable[[str], str],
) -> None:
    home = body("/")

    assert "What we offer</h2>" not in home
    assert "Who you’ll meet" not in home


def test_home_page_shows_opening_hours_when_they_are_known(body: Callable[[str], str]) -> None:
    place = body("/").partition('<aside class="place"')[2].partition("</aside>")[0]

    assert "<dt>Monday</dt><dd>9 a.m. – 5 p.m.</dd>" in compact(place).replace("\xa0", " ")


def test_leaving_takes_one_tap_and_no_menu(client: Client) -> None:
    header = client.get("/ptsd/").content.decode().partition("</header>")[0]

    assert "data-leave" in header.partition("<details")[0]
    assert "data-leave" not in header.partition("<details")[2]


def test_crisis_page_begins_with_large_buttons(body: Callable[[str], str]) -> None:
    first = compact(body("/crisis/")).partition("<h2")[0]

    assert [part.partition('"')[0] for part in first.split('<li><a href="')[1:]] == [
        "tel:988",
        "sms:988",
        "tel:911",
        "tel:988",
    ]


@pytest.mark.parametrize("path", ["/ptsd/", "/ketamine/", "/care/"])
def test_hub_shows_its_pages_before_its_text(body: Callable[[str], str], path: str) -> None:
    column = body(path).partition('<div class="column">')[2]

    assert column.lstrip().startswith('<section aria-labelledby="pages">')


def test_header_has_a_menu_that_needs_no_script(client: Client) -> None:
    header = compact(client.get("/ptsd/").content.decode()).partition("</header>")[0]

    assert '<details class="menu"><summary>Menu</summary>' in header
    assert header.partition("<details")[2].count('href="/callback/"') == 1


def test_contents_of_an_article_are_folded_on_a_phone(body: Callable[[str], str]) -> None:
    assert '<details class="contents-fold">' in body("/ptsd-medication-alternatives/")
