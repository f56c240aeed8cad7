"""The FAQ page, by topic, collapsed, and with anchors; and the first five questions below pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from intake.models import FaqEntry
from intake.services import faq
from tests.html import compact

pytestmark = pytest.mark.django_db
Make = Callable[..., FaqEntry]


@pytest.fixture
def make() -> Make:
    def entry(slug: str, **values: object) -> FaqEntry:
        defaults = {"question": f"{slug}?", "answer": "An answer.", "topic": "Safety", "published": True}
        return FaqEntry.objects.create(slug=slug, **defaults | values)

    return entry


def test_topics_that_differ_in_capital_letters_are_one(make: Make) -> None:
    make("a", topic="Safety", order=1)
    make("b", topic="Cost", order=2)
    make("c", topic="safety", order=3)

    assert [(topic, len(group)) for topic, group in faq.by_topic(faq.published())] == [
        ("Safety", 2),
        ("Cost", 1),
    ]


def test_questions_are_grouped_by_topic_in_the_order_of_their_first_question(make: Make) -> None:
    make("a", topic="Cost", order=2)
    make("b", topic="Safety", order=1)
    make("c", topic="Safety", order=3)

    topics = [(topic, [entry.slug for entry in group]) for topic, group in faq.by_topic(faq.published())]

    assert topics == [("Safety", ["b", "c"]), ("Cost", ["a"])]


def test_a_question_is_a_heading_with_an_anchor(client: Client, make: Make) -> None:
    make("ride")

    html = client.get("/faq/").content.decode()

    assert '<summary><h3 id="question-ride">ride?</h3></summary>' in compact(html)


def test_only_the_first_five_questions_are_shown_below_a_page(client: Client, make: Make) -> None:
    for number in range(7):
        make(f"q{number}", order=number)

    html = client.get("/ptsd-medication-alternatives/").content.decode()

    assert [f'id="question-q{number}"' in html for number in range(7)] == [True] * 5 + [False] * 2


def test_the_review_date_is_shown_if_there_is_one(client: Client, make: Make) -> None:
    make("ride", reviewed=dt.date(2026, 11, 1))

    assert "Clinically reviewed on November 1, 2026" in client.get("/faq/").content.decode()


@pytest.mark.parametrize("path", ["/not-written-yet/", "/not-written-yet/#a"])
def test_a_page_that_does_not_exist_is_not_linked(client: Client, make: Make, path: str) -> None:
    make("ride", learn_more=path)

    assert "not-written-yet" not in client.get("/faq/").content.decode()


def test_a_link_to_a_missing_anchor_links_to_its_page(client: Client, make: Make) -> None:
    make("ride", learn_more="/crisis/#nowhere")

    html = client.get("/faq/").content.decode()
    assert '<a href="/crisis/">Help right now</a></p>' in html
    assert "#nowhere" not in html


def test_a_link_to_an_anchor_shows_its_heading(client: Client, make: Make) -> None:
    make("ride", learn_more="/crisis/#danger-now-call-911")

    html = client.get("/faq/").content.decode()
    assert '<a href="/crisis/#danger-now-call-911">Danger now: call 911</a>' in html


@pytest.mark.parametrize("value", ["va2023", "va2023, feder2021", "va2023,feder2021", ""])
def test_sources_are_comma_separated_ids(make: Make, value: str) -> None:
    make("ride", references=value).full_clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("references", "VA 2023"),
        ("references", "va2023,"),
        ("references", "<b>"),
        *(("learn_more", path) for path in ("crisis", "https://x.test/", "//x.test/", "/crisis", "/a/?q=1")),
    ],
)
def test_invalid_sources_and_pages_are_rejected(make: Make, field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make("ride", **{field: value}).full_clean()

    assert refused.value.message_dict[field][0].startswith("Enter ")


def test_an_edit_changes_the_version_and_a_vote_does_not(make: Make) -> None:
    entry = make("ride")
    before = faq.version()

    faq.count_answer(entry, clear=True)
    assert faq.version() == before

    entry.save()
    assert faq.version() != before


def test_deleting_an_entry_changes_the_version(make: Make) -> None:
    make("a")
    make("b")
    before = faq.version()

    FaqEntry.objects.filter(slug="b").delete()

    assert faq.version() != before
