"""Spanish text names the state in Spanish; a postal address doesn't."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, Person
from tests.html import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")


def _page(client: Client, path: str) -> str:
    clinic.clear_cache()
    return client.get(path).content.decode()


def test_spanish_pages_name_the_state_in_spanish(client: Client, facts: ClinicFacts) -> None:
    Person.objects.create(
        name="Sam Example", license_number="25MA", license_state="New Jersey", published=True
    )

    assert "Estamos en Freehold, Nueva Jersey." in _page(client, "/es/visita/")
    assert "25MA, Nueva Jersey" in _page(client, "/es/equipo/")
    assert "We’re in Freehold, New Jersey." in _page(client, "/visit/")


def test_a_postal_address_keeps_the_english_name_of_the_state(client: Client, facts: ClinicFacts) -> None:
    facts.street, facts.postal_code = "1 Example Street", "07728"
    facts.save()

    assert "1 Example Street<br>Freehold, New Jersey 07728</address>" in compact(_page(client, "/es/visita/"))


def test_a_state_whose_name_is_not_known_stays_as_the_clinic_wrote_it(
    client: Client, facts: ClinicFacts
) -> None:
    facts.state = "Guam"
    facts.save()

    assert "Estamos en Freehold, Guam." in _page(client, "/es/visita/")
