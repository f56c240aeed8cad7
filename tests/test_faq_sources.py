"""The shipped FAQ cites known sources and links to existing pages."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.test import Client

from clinic_site.core.languages import codes
from content.data.entries import load_entries
from content.data.references import Reference
from content.library import ROOT, library
from intake.models import FaqEntry
from intake.services.faq import SHIPPED_ENTRIES, load_shipped_entries, read_shipped_entries

ENTRIES = read_shipped_entries()
REFERENCES = load_entries(ROOT / "data" / "references.yaml", Reference)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_source_of_an_answer_exists(entry: FaqEntry) -> None:
    assert [name for name in entry.reference_ids if name not in REFERENCES] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_answer_about_care_has_a_source(entry: FaqEntry) -> None:
    about_this_site = {"Your privacy", "Su privacidad"}  # what we do needs no source

    assert entry.reference_ids or entry.topic in about_this_site, "name its sources in `references`"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_answer_links_to_an_existing_page(entry: FaqEntry) -> None:
    assert entry.learn_more in {page.path for page in library().pages.values()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_answer_makes_a_forbidden_claim(entry: FaqEntry) -> None:
    claims = r"\bcures?\b|guaranteed|miracle|safe and effective|reset the brain"

    assert re.findall(claims, entry.answer, re.IGNORECASE) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_sentences_of_answers_are_short(entry: FaqEntry) -> None:
    sentences = re.split(r"(?<=[.!?:])\s+|\n\s*\n|\n- ", entry.answer)
    most = 25 if entry.language == "en" else 36  # as on the pages, sentences in Spanish have more words

    assert [sentence for sentence in sentences if len(sentence.split()) > most] == []


def _by_file(language: str) -> dict[str, FaqEntry]:
    folder = SHIPPED_ENTRIES if language == "en" else SHIPPED_ENTRIES / language
    entries = (entry for entry in ENTRIES if entry.language == language)
    return dict(zip((path.name for path in sorted(folder.glob("*.md"))), entries, strict=True))


def _figures(entry: FaqEntry) -> Counter[str]:
    # 988 answers calls in Spanish after a 2, and texts after the word AYUDA.
    in_spanish = r"[Oo]prima el 2 para español(, o envíe AYUDA por mensaje de texto al 988)?"
    text = re.sub(in_spanish, "", f"{entry.question} {entry.answer}")
    return Counter(re.findall(r"\d+(?:[.,]\d+)*%?", text))


OTHERS = [code for code in codes() if code != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_answer_has_a_counterpart_with_the_same_figures_and_sources(language: str) -> None:
    def compared(entry: FaqEntry) -> tuple[object, ...]:
        return entry.order, entry.references, entry.learn_more, _figures(entry)

    english, translated = (
        {name: compared(entry) for name, entry in _by_file(each).items()} for each in ("en", language)
    )
    assert english.keys() - translated.keys() == set(), f"translate it in intake/faq/{language}/"
    assert translated == english


@pytest.mark.parametrize("language", OTHERS)
def test_a_topic_has_one_name_in_each_language(language: str) -> None:
    english, translated = _by_file("en"), _by_file(language)
    pairs = {(english[name].topic, entry.topic) for name, entry in translated.items()}

    assert len(pairs) == len({topic for topic, _ in pairs}) == len({topic for _, topic in pairs})


@pytest.mark.django_db
def test_a_translated_answer_is_below_pages_and_links_to_pages_of_its_language(client: Client) -> None:
    load_shipped_entries()
    entries, pages = _by_file("es"), library("es").pages
    entry = entries["2-how-fast-might-ketamine-work.md"]

    page = client.get("/es/preguntas/").content.decode()
    below = client.get(pages["ptsd-medication-alternatives"].path).content.decode()

    answer = page.partition(f'id="question-{entry.slug}"')[2].partition("</details>")[0]
    studies = pages["ketamine-ptsd-research"]
    assert f'<a href="{studies.path}">{studies.metadata.title}</a>' in answer
    assert f'{{"@type":"Question","name":"{entry.question}"' in page
    assert entry.question in below
    assert ENTRIES[0].question not in page + below
    assert '<meta property="og:locale" content="es_US">' in page


@pytest.mark.django_db
def test_answer_links_to_its_sources(client: Client) -> None:
    load_shipped_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-does-ketamine-cure-ptsd"')[2].partition("</details>")[0]
    assert f'href="{REFERENCES["abdallah2022"].link}"' in answer


@pytest.mark.django_db
def test_answer_links_to_its_page_by_title(client: Client) -> None:
    load_shipped_entries()

    html = client.get("/faq/").content.decode()

    answer = html.partition('id="question-what-do-i-do-in-a-panic-or-crisis"')[2].partition("</details>")[0]
    assert f'<a href="/crisis/">{library().pages["crisis"].metadata.title}</a>' in answer
