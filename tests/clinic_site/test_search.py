"""The search page: results, marks, and what it leaves behind, which is nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client

from clinic_site import search
from intake.models import FaqEntry
from intake.services import faq

SEARCH = "/search/"


@pytest.fixture(autouse=True)
def fresh_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test search the questions of another."""
    monkeypatch.setattr(search, "questions", search.QuestionIndex())


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def version() -> None:
        raise OperationalError

    monkeypatch.setattr(faq, "version", version)


@pytest.fixture
def entry(db: None) -> FaqEntry:
    return FaqEntry.objects.create(
        slug="ride", question="Do I need a ride?", answer="An **okapi** takes you home.", topic="t"
    )


def found(client: Client, query: str) -> str:
    answer = client.get(SEARCH, {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_a_hit_links_to_the_page_and_to_the_place_on_it(client: Client) -> None:
    html = found(client, "text line HOME 741741")

    assert '<a href="/crisis/">Help right now</a>' in html
    assert 'href="/crisis/#if-you-would-rather-text"' in html


@pytest.mark.django_db
def test_what_matched_is_marked(client: Client) -> None:
    assert "<mark>volunteer</mark>" in found(client, "volunteer")


@pytest.mark.django_db
def test_what_was_typed_stays_in_the_box_as_text(client: Client) -> None:
    html = found(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_html_in_a_question_is_shown_as_text(client: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(question="<i>okapi</i>", answer="<b>okapi</b> <script>x</script>")

    html = found(client, "okapi")

    assert "&lt;i&gt;okapi&lt;/i&gt;" in html
    assert "<script>x" not in html
    assert "<b>" not in html


def test_a_question_is_found_and_linked_to_its_place(client: Client, entry: FaqEntry) -> None:
    html = found(client, "okapi")

    assert '<a href="/faq/#question-ride">Do I need a ride?</a>' in html
    assert "An <mark>okapi</mark> takes you home." in html


def test_a_hidden_question_is_not_found(client: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(published=False)

    assert "Do I need a ride?" not in found(client, "okapi")


def test_an_edited_question_is_found_after_a_minute(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(client, "okapi")
    entry.answer = "A quokka takes you home."
    entry.save()
    assert "quokka</mark>" not in found(client, "quokka")

    now = search.time.monotonic()
    monkeypatch.setattr(search.time, "monotonic", lambda: now + 61)

    assert "quokka</mark>" in found(client, "quokka")


@pytest.mark.usefixtures("away")
def test_pages_are_found_while_the_database_is_away(client: Client) -> None:
    html = found(client, "suicidal")

    assert '<a href="/crisis/">' in html
    assert "The questions people ask cannot be searched just now." in html


def test_known_questions_are_found_while_the_database_is_away(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(client, "okapi")

    def version() -> None:
        raise OperationalError

    monkeypatch.setattr(faq, "version", version)
    now = search.time.monotonic()
    monkeypatch.setattr(search.time, "monotonic", lambda: now + 61)

    assert "Do I need a ride?" in found(client, "okapi")


@pytest.mark.django_db
def test_nothing_found_offers_other_ways(client: Client) -> None:
    html = found(client, "submarine")

    main = html.partition("<main")[2].partition("</main>")[0]
    assert "Nothing found" in main
    assert all(f'href="{path}"' in main for path in ("/faq/", "/callback/", "/crisis/"))


@pytest.mark.django_db
def test_a_slip_of_the_finger_is_offered_mended(client: Client) -> None:
    assert '<a href="/search/?q=eyesight">eyesight</a>' in found(client, "eyesigth")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "\x00", '"', "*", "a\x00b", "é" * 300, "NEAR(", "x" * 10_000])
def test_no_query_is_an_error(client: Client, query: str) -> None:
    assert client.get(SEARCH, {"q": query}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["q=%00%ff%fe", "q=%ED%A0%80", "q[]=1", "q=a&q=b", "%", "q=%F0%9F%98%80"])
def test_no_address_is_an_error(client: Client, raw: str) -> None:
    assert client.get(f"{SEARCH}?{raw}").status_code == 200


@pytest.mark.django_db
def test_a_long_text_is_cut_and_the_reader_is_told(client: Client) -> None:
    assert "We searched for its first 200 characters." in found(client, "word " * 100)


def test_without_words_there_is_a_form_and_no_result(client: Client) -> None:
    html = client.get(SEARCH).content.decode()

    assert '<form class="search" action="/search/" method="get" role="search">' in html
    assert "Nothing found" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "suicidal"])
def test_the_page_is_kept_nowhere_and_listed_nowhere(client: Client, query: str) -> None:
    answer = client.get(SEARCH, {"q": query})

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
def test_the_title_says_nothing_of_what_was_searched(client: Client) -> None:
    title = re.search("<title>(.*)</title>", found(client, "suicidal"))[1]

    assert "suicid" not in title


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield kept
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.usefixtures("away")
def test_a_query_is_not_logged_even_when_something_breaks(
    client: Client, records: list[logging.LogRecord]
) -> None:
    found(client, "canary")

    assert len(records) == 1
    assert "canary" not in repr([vars(record) for record in records])


@pytest.mark.django_db
def test_search_cannot_be_posted_to(client: Client) -> None:
    assert client.post(SEARCH, {"q": "x"}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/faq/", "/not-here/", SEARCH])
def test_the_form_stands_where_people_look_for_something(client: Client, path: str) -> None:
    assert 'role="search"' in client.get(path).content.decode()
