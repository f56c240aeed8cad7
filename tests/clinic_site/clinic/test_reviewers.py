"""A page may name as its reviewer only a published person who reviews pages."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from pytest_django import Settings

from clinic_site import checks, clinic
from clinic_site.clinic.models import ClinicFacts, Person
from clinic_site.public import reviewers
from content.library import Library, library
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reviewed_by_sam(monkeypatch: pytest.MonkeyPatch) -> None:
    page = next(iter(library().pages.values()))
    metadata = page.metadata.model_copy(update={"reviewed_by": "Sam Example, MD"})
    site = Library({page.slug: replace(page, metadata=metadata)})
    for module in (checks, reviewers):
        monkeypatch.setattr(module, "library", lambda: site)
    ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")
    clinic.clear_cache()


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


def test_other_names_are_reported_on_the_staff_side_where_the_check_runs_on_a_server(
    settings: Settings,
) -> None:
    settings.ROLE = "staff"

    assert [message.id for message in checks.reviewers_are_people()] == ["clinic.E004"]


@pytest.mark.parametrize(
    "change", [{"published": ""}, {"reviews_pages": ""}, {"credentials": "DO"}, {"name": "Sam Sample"}]
)
def test_saving_a_reviewer_who_may_no_longer_be_named_says_on_how_many_pages_they_are(
    client: Client, person: Callable[..., AbstractBaseUser], change: dict[str, str]
) -> None:
    sam = Person.objects.create(name="Sam Example", credentials="MD", reviews_pages=True, published=True)
    typed = {"name": "Sam Example", "credentials": "MD", "order": "100", "reviews_pages": "on"}
    sign_in(client, person("boss", Role.MANAGER))
    said = "1 page names Sam Example as its reviewer."

    def save(**changes: str) -> str:
        given = {name: value for name, value in (typed | {"published": "on"} | changes).items() if value}
        page = client.post(f"/admin/clinic/person/{sam.pk}/change/", given, follow=True)
        return html.unescape(page.content.decode())

    assert said not in save(role="Psychiatrist")
    assert said in save(**change)
