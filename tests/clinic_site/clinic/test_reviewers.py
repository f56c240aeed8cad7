"""A page may name as its reviewer only a published person who reviews pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clinic_site import checks, clinic
from clinic_site.clinic.models import ClinicFacts, Person
from content.library import Library, library

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reviewed_by_sam(monkeypatch: pytest.MonkeyPatch) -> None:
    page = next(iter(library().pages.values()))
    metadata = page.metadata.model_copy(update={"reviewed_by": "Sam Example, MD"})
    site = Library({page.slug: replace(page, metadata=metadata)})
    monkeypatch.setattr(checks, "library", lambda: site)
    ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")
    clinic.forget()


@pytest.mark.parametrize(
    "person",
    [
        {"reviews_pages": False, "published": True},
        {"reviews_pages": True, "published": False},
        {"name": "Kim Example", "reviews_pages": True, "published": True},
    ],
)
def test_other_names_are_reported(person: dict[str, object]) -> None:
    Person.objects.create(**{"name": "Sam Example", "credentials": "MD"} | person)

    assert [message.id for message in checks.reviewers_are_people()] == ["clinic.E004"]


def test_person_who_reviews_pages_may_be_named() -> None:
    Person.objects.create(name="Sam Example", credentials="MD", reviews_pages=True, published=True)

    assert checks.reviewers_are_people() == []
