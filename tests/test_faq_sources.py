"""The shipped FAQ cites known sources and links to existing pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from content.data.references import load_references
from content.library import ROOT, library
from intake.services.faq import FirstEntry, load_first_entries, read_first_entries

ENTRIES = read_first_entries()
REFERENCES = load_references(ROOT / "data" / "references.yaml")


def _names(entry: FirstEntry) -> list[str]:
    return [name for name in entry.references.split(", ") if name]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_source_of_an_answer_exists(entry: FirstEntry) -> None:
    assert [name for name in _names(entry) if name not in REFERENCES] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_answer_about_care_has_a_source(entry: FirstEntry) -> None:
    assert _names(entry) or entry.topic == "Your privacy"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_answer_links_to_an_existing_page(entry: FirstEntry) -> None:
    assert entry.learn_more in {page.path for page in library().pages.values()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_answer_makes_a_forbidden_claim(entry: FirstEntry) -> None:
    claims = r"\bcures?\b|guaranteed|miracle|safe and effective|reset the brain"

    assert re.findall(claims, entry.answer, re.IGNORECASE) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_sentences_of_answers_have_at_most_25_words(entry: FirstEntry) -> None:
    sentences = re.split(r"(?<=[.!?:])\s+|\n\s*\n|\n- ", entry.answer)

    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []


@pytest.mark.django_db
def test_answer_links_to_its_sources(client: Client) -> None:
    load_first_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-does-ketamine-cure-ptsd"')[2].partition("</details>")[0]
    assert f'href="{REFERENCES["abdallah2022"].link}"' in answer


@pytest.mark.django_db
def test_answer_links_to_its_page_by_title(client: Client) -> None:
    load_first_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-what-do-i-do-in-a-panic-or-crisis"')[2].partition("</details>")[0]
    assert f'<a href="/crisis/">{library().pages["crisis"].metadata.title}</a>' in answer
