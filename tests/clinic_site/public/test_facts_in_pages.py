"""Facts that pages mention follow the admin, and notices kept there are shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.facts import Facts
from clinic_site.clinic.models import ClinicFacts, Notice
from clinic_site.public.clinic_pages import PAGES
from clinic_site.public.pages import public_pages
from clinic_site.public.search import page_index
from content.library import library

pytestmark = pytest.mark.django_db


def _facts(**changes: Any) -> None:
    facts = {"name": "Cedar Hollow", "town": "Freehold", "state": "New Jersey", "phone": "732 555 0100"}
    ClinicFacts(**facts | changes).save()
    clinic.clear_cache()


def test_new_name_is_on_every_page_that_mentions_it() -> None:
    before = library()
    assert library() is before

    _facts()

    assert "Cedar Hollow" in Client().get("/").content.decode()
    assert "Cedar Hollow" in str(public_pages()["about-relevance-recovery"].title)
    assert page_index().search("cedar hollow")


def test_fact_that_no_page_mentions_leaves_the_pages_as_they_are() -> None:
    _facts()
    before = library()

    _facts(parking="Behind the house.")

    assert library() is before


def test_facts_that_pages_cannot_be_made_with_leave_them_as_they_were() -> None:
    _facts()
    before = library().pages

    _facts(town="")

    assert library().pages == before
    assert Client().get("/ptsd-medication-alternatives/").status_code == 200


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_of_the_clinic_is_on_a_page(language: str) -> None:
    english = {name: f"English words about {name}" for name in Facts.translated}
    own = {name: f"Palabras sobre {name}" for name in Facts.translated}
    _facts(**english, translations={"es": own})

    with override(language):
        paths = [each.path for each in public_pages().values() if each.key == "home" or each.key in PAGES]
    pages = "".join(Client().get(path).content.decode() for path in paths)

    texts = {"en": english, "es": own}[language]
    assert [name for name, text in texts.items() if text not in pages] == []


def test_notice_from_the_admin_is_on_the_page_of_notices() -> None:
    _facts()
    Notice(kind="privacy", text="We keep your *records* safe. <script>alert(1)</script>").save()
    clinic.clear_cache()

    page = Client().get("/notices/").content.decode()

    assert "We keep your <em>records</em> safe." in page
    assert 'href="#our-privacy"' in page
    assert "<script>alert" not in page
    assert "Version 1, in effect since" in page


def test_long_notice_is_rendered_in_no_time() -> None:
    _facts()
    Notice(kind="complaints", text='"a" ' * 10_000).save()
    clinic.clear_cache()

    assert "How to complain to us" in Client().get("/notices/").content.decode()


def test_notices_page_does_not_mention_missing_notices() -> None:
    _facts()

    page = Client().get("/notices/").content.decode()

    assert "Our notices" not in page
    assert "must stand here" not in page
