"""Pages say about the clinic's therapies and supports only what its facts say."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, Treatment
from content.library import library
from content.page import Page
from tests.html import compact

pytestmark = pytest.mark.django_db

PRACTICES = {
    "en": r"biofeedback|meditation|yoga|music therapy|exercise|diet",
    "es": r"biorretroalimentación|meditación|yoga|musicoterapia|ejercicio|dieta|alimentación",
}
OFFERS = {"en": r"\b(we|clinic\)?|relevance recovery) (also )?offers?\b", "es": r"\bofrece(mos)?\b"}


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")


def _sentences(page: Page) -> list[str]:
    text = html.unescape(re.sub(r"<[^>]+>", " ", f"{page.summary} {page.body}"))
    return re.split(r"(?<=[.!?])\s+", text)


def _support_page(client: Client, language: str) -> str:
    clinic.clear_cache()
    with override(language):
        path = library(language).pages["support-and-daily-life"].path
        answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_says_that_a_clinic_without_facts_offers_a_practice(
    facts: ClinicFacts, language: str
) -> None:
    clinic.clear_cache()

    said = [
        (slug, sentence)
        for slug, page in library(language).pages.items()
        for sentence in _sentences(page)
        if re.search(OFFERS[language], sentence, re.IGNORECASE)
        and re.search(PRACTICES[language], sentence, re.IGNORECASE)
    ]

    assert said == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Would you like to know which of these we offer? Ask us when we call."),
        ("es", "¿Le gustaría saber cuáles de estas prácticas ofrecemos? Pregúntenos cuando le llamemos."),
    ],
)
def test_where_readers_look_for_an_unknown_practice_they_are_told_to_ask(
    client: Client, facts: ClinicFacts, language: str, question: str
) -> None:
    Treatment.objects.create(name="Yoga", kind="support", published=False)

    assert question in _support_page(client, language)


@pytest.mark.parametrize(
    ("language", "name", "more"),
    [("en", "Music therapy", "/treatments/"), ("es", "Musicoterapia", "/es/tratamientos/")],
)
def test_practices_that_the_clinic_publishes_are_named(
    client: Client, facts: ClinicFacts, language: str, name: str, more: str
) -> None:
    Treatment.objects.create(
        name="Music therapy",
        kind="support",
        published=True,
        translations={"es": {"name": "Musicoterapia"}},
    )
    Treatment.objects.create(name="Ketamine by IV", drug="ketamine", published=True)

    page = _support_page(client, language)

    assert re.search(rf'<li>{name}</li></ul><p><a href="{more}">', compact(page))
    assert client.get(more).status_code == 200
    assert "Ketamine by IV</li>" not in page
    assert "Ask us when we call" not in page
