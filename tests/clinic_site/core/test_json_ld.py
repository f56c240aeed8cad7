"""Structured data matches the visible page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from clinic_site import clinic
from clinic_site.core import json_ld
from content import structured_data
from content.library import library
from content.page import Page
from intake.models import FaqEntry
from intake.services import faq

pytestmark = pytest.mark.django_db
ARTICLES = [page.path for page in library().pages.values() if page.path != "/"]


def data_of(html: str) -> dict[str, dict[str, Any]]:
    """Return the items of the only data block by type."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def shown(client: Client, path: str) -> str:
    faq.load_shipped_entries()
    return client.get(path).content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.mark.parametrize("path", [*ARTICLES, "/"])
def test_name_and_description_are_those_of_the_page(client: Client, path: str) -> None:
    html = shown(client, path)

    things = data_of(html)
    page = things.get("MedicalWebPage") or things["WebPage"]
    assert page["name"] == words(re.search(r"<h1>(.*?)</h1>", html)[1])
    assert f'<meta name="description" content="{page["description"]}">' in unescape(html)
    assert f'<link rel="canonical" href="{page["url"]}">' in html
    assert f'<html lang="{page["inLanguage"]}"' in html


@pytest.mark.parametrize("path", [*ARTICLES, "/faq/"])
def test_the_breadcrumbs_are_those_of_the_page(client: Client, path: str) -> None:
    html = shown(client, path)

    trail = re.search(r'<nav class="breadcrumb".*?</nav>', html, re.DOTALL)[0]
    items = data_of(html)["BreadcrumbList"]["itemListElement"]
    assert [item["name"] for item in items] == [words(part) for part in re.findall(r"<li.*?</li>", trail)]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert [item["item"] for item in items[:-1]] == [
        f"http://testserver{link}" for link in re.findall(r'href="([^"]+)"', trail)
    ]
    assert items[-1]["item"] == f"http://testserver{path}"


def reviewed(page: Page) -> dict[str, Any]:
    return data_of(structured_data.for_page(page))["MedicalWebPage"]


def test_an_unreviewed_page_claims_no_review() -> None:
    page = library().pages["ptsd-medication-alternatives"]
    unread = replace(page, metadata=page.metadata.model_copy(update={"reviewed": None, "reviewed_by": None}))

    assert not {"lastReviewed", "reviewedBy"} & reviewed(unread).keys()


def test_a_reviewed_page_has_its_date_and_reviewer() -> None:
    page = library().pages["ptsd-medication-alternatives"]
    day = page.metadata.next_review
    read = replace(
        page, metadata=page.metadata.model_copy(update={"reviewed": day, "reviewed_by": "Dr. Example"})
    )

    data = reviewed(read)

    assert (data["lastReviewed"], data["reviewedBy"]["name"]) == (day.isoformat(), "Dr. Example")


def test_the_hub_of_a_section_is_in_the_breadcrumbs() -> None:
    pages = library().pages

    items = data_of(structured_data.for_page(pages["crisis"], hub=pages["safety"]))["BreadcrumbList"]

    assert [item["name"] for item in items["itemListElement"]] == [
        "Home",
        pages["safety"].metadata.title,
        pages["crisis"].metadata.title,
    ]


@pytest.mark.parametrize(("path", "language"), [("/faq/", "en"), ("/es/preguntas/", "es")])
def test_the_questions_and_answers_are_those_of_the_page(client: Client, path: str, language: str) -> None:
    html = shown(client, path)
    text = words(html)

    questions = data_of(html)["FAQPage"]["mainEntity"]

    assert len(questions) == FaqEntry.objects.filter(published=True, language=language).count() > 0
    assert [entry["name"] for entry in questions if entry["name"] not in text] == []
    assert [e["name"] for e in questions if e["acceptedAnswer"]["text"] not in text] == []


def test_an_unpublished_question_is_not_shown(client: Client) -> None:
    FaqEntry.objects.create(slug="a", question="Hidden?", answer="a", topic="t", published=False)

    assert "Hidden?" not in client.get("/faq/").content.decode()


def test_the_faq_page_works_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[FaqEntry]:
        raise OperationalError

    monkeypatch.setattr(faq, "published", fail)

    response = client.get("/faq/")

    assert (response.status_code, b"application/ld+json" in response.content) == (200, False)


def test_the_clinic_is_described_by_its_facts() -> None:
    data = structured_data.medical_clinic(clinic.current())

    assert data["name"] == "Example Clinic"
    assert data["telephone"] == "+17325550100"
    assert data["address"]["streetAddress"] == "1 Example Street"
    assert data["openingHoursSpecification"][2:4] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": "Wednesday", "opens": "09:00", "closes": "12:00"},
        {"@type": "OpeningHoursSpecification", "dayOfWeek": "Wednesday", "opens": "13:00", "closes": "17:00"},
    ]


def test_an_unknown_fact_is_omitted(load_clinic: Callable[..., clinic.Clinic]) -> None:
    assert structured_data.medical_clinic(load_clinic()).keys() == {"@type", "@id", "name", "url"}


def test_the_shipped_clinic_is_described_without_invented_facts() -> None:
    shipped = clinic.load(Path(clinic.__file__).parent / "clinic.toml")

    data = structured_data.medical_clinic(shipped)

    assert data["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "US",
        "addressLocality": "Freehold",
        "addressRegion": "New Jersey",
    }
    assert not {"telephone", "email", "openingHoursSpecification"} & data.keys()


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "&amp;", 'a "b" \\ ’\u2028'])
def test_no_text_can_end_the_block(text: str) -> None:
    html = json_ld.block({"@type": "Thing", "name": text})

    assert (html.count("<"), html.count(">"), "&" in html) == (2, 2, False)
    assert data_of(html)["Thing"]["name"] == text
