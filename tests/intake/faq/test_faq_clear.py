"""Readers vote anonymously on whether an answer was clear."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from intake.models import FaqEntry
from intake.services import faq
from intake.views import faq as faq_views
from tests.intake.unavailable import unavailable


@pytest.fixture
def entry(db: None) -> FaqEntry:
    return FaqEntry.objects.create(slug="ride", question="A ride?", answer="Yes.", topic="t", published=True)


def vote(client: Client, word: str = "yes", slug: str = "ride", **headers: str) -> HttpResponse:
    return client.post(f"/faq/{slug}/clear/", {"clear": word}, headers=headers or None)


def counts() -> tuple[int, int]:
    return FaqEntry.objects.values_list("yes_count", "no_count").get()


@pytest.mark.parametrize(("word", "expected"), [("yes", (1, 0)), ("no", (0, 1))])
def test_a_vote_is_counted(client: Client, entry: FaqEntry, word: str, expected: tuple[int, int]) -> None:
    vote(client, word)

    assert counts() == expected


def test_the_thank_you_page_links_back_to_the_question(client: Client, entry: FaqEntry) -> None:
    answer = vote(client)
    thanks = client.get(answer["Location"])

    assert (answer.status_code, thanks["Cache-Control"]) == (303, "no-store")
    assert 'href="/faq/#question-ride"' in thanks.content.decode()


def test_the_thank_you_page_in_another_language_links_back_to_a_question_that_is_there(
    client: Client, entry: FaqEntry
) -> None:
    spanish = FaqEntry(slug="viaje", question="¿Quién?", answer="Sí.", topic="t", published=True)
    spanish.language = "es"
    spanish.save()

    assert 'href="/es/preguntas/">' in client.get("/es/preguntas/ride/gracias/").content.decode()
    assert (
        'href="/es/preguntas/#question-viaje"' in client.get("/es/preguntas/viaje/gracias/").content.decode()
    )
    assert client.get("/es/preguntas/ride/clara/")["Location"] == "/es/preguntas/"


def test_the_thank_you_page_needs_no_database(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faq_views, "published", unavailable)

    assert 'href="/faq/#question-ride"' in client.get("/faq/ride/thanks/").content.decode()


def test_the_thank_you_url_does_not_reveal_the_vote(client: Client, entry: FaqEntry) -> None:
    assert vote(client, "yes")["Location"] == vote(client, "no")["Location"] == "/faq/ride/thanks/"


def test_no_cookie_is_set(client: Client, entry: FaqEntry) -> None:
    assert not vote(client).cookies


def test_a_post_from_another_site_is_not_counted(client: Client, entry: FaqEntry) -> None:
    answer = vote(client, **{"sec-fetch-site": "cross-site"})

    assert (answer.status_code, counts()) == (403, (0, 0))
    assert "We couldn’t count your answer" in answer.content.decode()


@pytest.mark.parametrize("word", ["", "maybe", "yes\x00"])
def test_an_invalid_vote_is_not_counted(client: Client, entry: FaqEntry, word: str) -> None:
    assert (vote(client, word).status_code, counts()) == (422, (0, 0))


@pytest.mark.parametrize("slug", ["other", "hidden"])
def test_an_unpublished_question_accepts_no_vote(client: Client, entry: FaqEntry, slug: str) -> None:
    FaqEntry.objects.create(slug="hidden", question="?", answer="", topic="t", published=False)

    assert vote(client, slug=slug).status_code == 404


def test_a_count_at_the_maximum_does_not_change(client: Client, entry: FaqEntry) -> None:
    FaqEntry.objects.update(yes_count=faq.MOST_VOTES)

    assert (vote(client).status_code, counts()) == (303, (faq.MOST_VOTES, 0))


def test_a_vote_does_not_change_the_modification_time(client: Client, entry: FaqEntry) -> None:
    vote(client)

    assert FaqEntry.objects.get().updated_at == entry.updated_at


def test_without_the_database_the_reader_sees_that_the_vote_was_not_counted(
    client: Client, entry: FaqEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faq_views, "count_answer", unavailable)

    answer = vote(client)

    assert answer.status_code == 503
    assert "We couldn’t count your answer" in answer.content.decode()


def test_the_address_of_a_vote_leads_to_the_question_and_counts_nothing(
    client: Client, entry: FaqEntry
) -> None:
    answer = client.get("/faq/ride/clear/")

    assert (answer.status_code, answer["Location"]) == (303, "/faq/#question-ride")
    assert counts() == (0, 0)


def test_a_vote_that_was_not_counted_leads_to_the_questions_in_the_other_language(
    client: Client, entry: FaqEntry
) -> None:
    page = vote(client, "maybe").content.decode()
    (link,) = re.findall(r'class="language-link" href="([^"]+)"', page)

    answer = client.get(link, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/es/preguntas/")
