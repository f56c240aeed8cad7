"""The shipped questions rest on sources of the register, and lead to pages of the site."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from content.library import ROOT, library
from content.references import load_references
from intake.services.faq import FirstEntry, load_first_entries, read_first_entries

ENTRIES = read_first_entries()
REGISTER = load_references(ROOT / "references.yaml")


def _names(entry: FirstEntry) -> list[str]:
    return [name for name in entry.references.split(", ") if name]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_source_of_a_question_is_in_the_register(entry: FirstEntry) -> None:
    assert [name for name in _names(entry) if name not in REGISTER] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_question_about_care_has_a_source(entry: FirstEntry) -> None:
    assert _names(entry) or entry.topic == "Your privacy"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_question_leads_to_a_page_that_exists(entry: FirstEntry) -> None:
    assert entry.learn_more in {page.path for page in library().pages.values()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_answer_makes_a_forbidden_claim(entry: FirstEntry) -> None:
    claims = r"\bcures?\b|guaranteed|miracle|safe and effective|reset the brain"

    assert re.findall(claims, entry.answer, re.IGNORECASE) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_sentence_of_an_answer_is_long(entry: FirstEntry) -> None:
    sentences = re.split(r"(?<=[.!?:])\s+|\n\s*\n|\n- ", entry.answer)

    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []


@pytest.mark.django_db
def test_sources_are_shown_as_links_below_their_answer(client: Client) -> None:
    load_first_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-does-ketamine-cure-ptsd"')[2].partition("</details>")[0]
    assert f'href="{REGISTER["abdallah2022"].link}"' in answer


@pytest.mark.django_db
def test_the_page_to_read_next_is_linked_by_its_own_title(client: Client) -> None:
    load_first_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-what-do-i-do-in-a-panic-or-crisis"')[2].partition("</details>")[0]
    assert f'<a href="/crisis/">{library().pages["crisis"].head.title}</a>' in answer
