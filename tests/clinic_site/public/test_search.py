"""The search page shows results and stores no queries."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client

from clinic_site.public import pages, search
from content.library import library
from intake.models import FaqEntry
from intake.services import faq

SEARCH = "/search/"


@pytest.fixture(autouse=True)
def fresh_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a new question index for each test."""
    monkeypatch.setattr(search, "questions", {"en": search.QuestionIndex()})


@pytest.fixture
def database_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def version() -> None:
        raise OperationalError

    monkeypatch.setattr(faq, "version", version)


@pytest.fixture
def entry(db: None) -> FaqEntry:
    return FaqEntry.objects.create(
        slug="ride",
        question="Do I need a ride?",
        answer="An **okapi** takes you home.",
        topic="t",
        published=True,
    )


def results(client: Client, query: str) -> str:
    answer = client.get(SEARCH, {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_a_hit_links_to_the_page_and_the_section(client: Client) -> None:
    html = results(client, "text line HOME 741741")

    assert '<a href="/crisis/">Help right now</a>' in html
    assert 'href="/crisis/#if-youd-rather-text"' in html


@pytest.mark.django_db
def test_matching_words_are_highlighted(client: Client) -> None:
    assert "<mark>volunteer</mark>" in results(client, "volunteer")


@pytest.mark.django_db
def test_the_query_is_shown_escaped_in_the_search_box(client: Client) -> None:
    html = results(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_html_in_a_question_is_escaped(client: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(question="<i>okapi</i>", answer="<b>okapi</b> <script>x</script>")

    html = results(client, "okapi")

    assert "&lt;i&gt;okapi&lt;/i&gt;" in html
    assert "<script>x" not in html
    assert "<b>" not in html


def test_a_question_is_found_and_links_to_its_anchor(client: Client, entry: FaqEntry) -> None:
    html = results(client, "okapi")

    assert '<a href="/faq/#question-ride">Do I need a ride?</a>' in html
    assert "An <mark>okapi</mark> takes you home." in html


def test_an_unpublished_question_is_not_found(client: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(published=False)

    assert "Do I need a ride?" not in results(client, "okapi")


def test_an_edited_question_is_found_after_a_minute(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(client, "okapi")
    entry.answer = "A quokka takes you home."
    entry.save()
    assert "quokka</mark>" not in results(client, "quokka")

    now = search.time.monotonic()
    monkeypatch.setattr(search.time, "monotonic", lambda: now + 61)

    assert "quokka</mark>" in results(client, "quokka")


@pytest.mark.usefixtures("database_error")
def test_pages_are_found_while_the_database_is_unavailable(client: Client) -> None:
    html = results(client, "suicidal")

    assert '<a href="/crisis/">' in html
    assert "We can’t search the questions people ask right now." in html


def test_indexed_questions_are_found_while_the_database_is_unavailable(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(client, "okapi")

    def version() -> None:
        raise OperationalError

    monkeypatch.setattr(faq, "version", version)
    now = search.time.monotonic()
    monkeypatch.setattr(search.time, "monotonic", lambda: now + 61)

    assert "Do I need a ride?" in results(client, "okapi")


@pytest.mark.django_db
def test_pages_are_found_before_the_crisis_page_is_translated(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated = {key: page for key, page in pages.public_pages().items() if key != "crisis"}
    monkeypatch.setitem(pages._latest, "en", (library(), translated))

    assert "What PTSD is" in client.get("/search/", {"q": "what is ptsd"}).content.decode()


@pytest.mark.django_db
def test_a_page_without_results_links_to_other_pages(client: Client) -> None:
    html = results(client, "zeppelin")

    main = html.partition("<main")[2].partition("</main>")[0]
    assert "Nothing found" in main
    assert all(f'href="{path}"' in main for path in ("/faq/", "/callback/", "/crisis/"))


@pytest.mark.django_db
def test_a_misspelled_word_gets_a_suggestion(client: Client) -> None:
    assert '<a href="/search/?q=eyesight">eyesight</a>' in results(client, "eyesigth")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "\x00", '"', "*", "a\x00b", "é" * 300, "NEAR(", "x" * 10_000])
def test_no_query_causes_an_error(client: Client, query: str) -> None:
    assert client.get(SEARCH, {"q": query}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["q=%00%ff%fe", "q=%ED%A0%80", "q[]=1", "q=a&q=b", "%", "q=%F0%9F%98%80"])
def test_no_query_string_causes_an_error(client: Client, raw: str) -> None:
    assert client.get(f"{SEARCH}?{raw}").status_code == 200


@pytest.mark.django_db
def test_a_long_query_is_truncated_with_a_notice(client: Client) -> None:
    assert "we used the first 200 characters" in results(client, "word " * 100)


def test_without_a_query_there_is_only_the_form(client: Client) -> None:
    html = client.get(SEARCH).content.decode()

    assert '<form class="search" action="/search/" method="get" role="search">' in html
    assert "Nothing found" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "suicidal"])
def test_the_page_is_not_cacheable_and_not_indexed(client: Client, query: str) -> None:
    answer = client.get(SEARCH, {"q": query})

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
def test_the_title_does_not_contain_the_query(client: Client) -> None:
    title = re.search("<title>(.*)</title>", results(client, "suicidal"))[1]

    assert "suicid" not in title


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    captured: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = captured.append
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield captured
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.usefixtures("database_error")
def test_a_query_is_not_logged_even_after_an_error(client: Client, records: list[logging.LogRecord]) -> None:
    results(client, "canary")

    assert len(records) == 1
    assert "canary" not in repr([vars(record) for record in records])


@pytest.mark.django_db
def test_post_is_not_allowed(client: Client) -> None:
    assert client.post(SEARCH, {"q": "x"}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/faq/", "/not-here/", SEARCH])
def test_pages_where_people_look_for_answers_have_the_form(client: Client, path: str) -> None:
    assert 'role="search"' in client.get(path).content.decode()


@pytest.mark.parametrize("page", pages.listed(), ids=lambda page: page.key)
def test_every_public_page_is_found_by_its_title(page: pages.PublicPage) -> None:
    assert page.path in [hit.path for hit in search.page_index().search(str(page.title), most=3)]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("consultation", "/consultation/"),
        ("faq", "/faq/"),
        ("is this for me", "/consultation/is-this-for-me/"),
    ],
)
def test_forms_and_the_faq_are_found_by_their_search_terms(query: str, path: str) -> None:
    assert path in [hit.path for hit in search.page_index().search(query, most=3)]
