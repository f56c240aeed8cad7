"""The Spanish words of data files say the same figures as their originals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from content import charts
from content.charts.data import read_chart
from content.library import ROOT, library

CLAIMS = library("en").data.claims
PO = Path("locale/es/LC_MESSAGES/django.po")


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:[.,]\d+)*%?", text))


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_has_the_same_figures_in_spanish(name: str) -> None:
    spanish = library("es").data.claims[name].text

    assert spanish != CLAIMS[name].text
    assert figures(spanish) == figures(CLAIMS[name].text)


@pytest.mark.parametrize("name", charts.names(ROOT))
def test_a_chart_has_the_same_figures_in_spanish(name: str) -> None:
    english = read_chart(name, ROOT)
    with override("es"):
        spanish = read_chart(name, ROOT)

    assert spanish.title != english.title
    assert figures(str(spanish.model_dump())) == figures(str(english.model_dump()))


@pytest.mark.parametrize("name", library("en").data.references)
def test_how_far_a_source_was_read_is_said_in_spanish(name: str) -> None:
    english, spanish = library("en").data.references[name], library("es").data.references[name]

    assert spanish.verified != english.verified
    assert spanish.verified.count(";") == english.verified.count(";")
    assert spanish.title == english.title
    assert not re.search(r"checked|undated|read (?:in|on)", f"{spanish.authors} {spanish.published_in}", re.I)


@pytest.mark.parametrize("name", library("en").data.references)
def test_authors_have_no_english_words_around_their_names_in_spanish(name: str) -> None:
    with override("es"):
        byline = library("es").data.references[name].byline

    assert re.findall(r"\b(?:on|by|others|study)\b", byline) == []


def test_a_link_to_another_site_says_that_it_is_in_english() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for folder in ("content/pages/es", "intake/faq/es")
        for path in Path(folder).rglob("*.md")
    }
    texts[PO] = PO.read_text(encoding="utf-8")
    links = re.compile(r"(\]\(https?://[^)]*\)|msgstr .*?https?://[^>%]*>[^<]*</a>)(?! \(en inglés\))")

    assert {str(path): links.findall(text) for path, text in texts.items() if links.search(text)} == {}
