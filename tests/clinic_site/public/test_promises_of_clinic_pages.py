"""Pages made from the facts, their cards and search results promise only what the clinic has entered."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, Fee, OpeningHours, Person, Plan, Treatment
from clinic_site.public.clinic_pages import PAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")


def _page(client: Client, path: str, query: str = "") -> str:
    clinic.clear_cache()
    page = client.get(path, {"q": query} if query else {}).content.decode()
    return html.unescape(re.sub("</?mark>", "", page))


def _enter_everything(facts: ClinicFacts) -> None:
    facts.street, facts.accessibility, facts.parking = "1 Example Street", "A ramp.", "Behind the house."
    facts.before_visit, facts.visit_day, facts.after_visit = "Eat lightly.", "We talk.", "Rest."
    facts.referrals = "Send a fax."
    facts.save()
    OpeningHours(monday="09:00-12:00").save()
    Person.objects.create(name="Sam Example", languages="English", published=True)
    Treatment.objects.create(name="Yoga", kind="support", published=True)
    Fee.objects.create(item="First visit", price="$100", published=True)
    Plan.objects.create(name="Example Plan", published=True)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_promises_what_it_shows_once_that_is_entered(
    client: Client, facts: ClinicFacts, name: str
) -> None:
    promised = f'<p class="summary">{PAGES[name].description}</p>'

    assert promised not in _page(client, f"/{PAGES[name].route}")

    _enter_everything(facts)
    assert promised in _page(client, f"/{PAGES[name].route}")


@pytest.mark.parametrize("path", ["/visits-and-costs/", "/es/visitas-y-costos/"])
def test_cards_promise_only_what_the_pages_show(client: Client, facts: ClinicFacts, path: str) -> None:
    with override("es" if path.startswith("/es/") else "en"):
        promises = [str(page.description) for page in PAGES.values()]
    empty = _page(client, path)
    assert not [each for each in promises if each in empty]

    _enter_everything(facts)
    page = _page(client, path)
    assert not [each for each in promises if each not in page]


@pytest.mark.parametrize(("path", "query"), [("/search/", "our team"), ("/es/buscar/", "nuestro equipo")])
def test_search_promises_only_what_the_pages_show(
    client: Client, facts: ClinicFacts, path: str, query: str
) -> None:
    with override("es" if path.startswith("/es/") else "en"):
        promise = str(PAGES["team"].description)

    assert promise not in _page(client, path, query)

    _enter_everything(facts)
    assert promise in _page(client, path, query)


def test_page_of_the_team_names_languages_only_if_one_is_entered(client: Client, facts: ClinicFacts) -> None:
    person = Person.objects.create(name="Sam Example", role="Nurse", published=True)
    for path, words in (("/team/", "languages"), ("/es/equipo/", "idiomas")):
        summary = _page(client, path).split('class="summary">')[1].split("</p>")[0]
        assert summary
        assert words not in summary

    person.languages = "English"
    person.save()
    assert "the languages they speak" in _page(client, "/team/")


def test_page_for_clinicians_names_licenses_once_one_is_entered(client: Client, facts: ClinicFacts) -> None:
    person = Person.objects.create(name="Sam Example", published=True)
    assert "their licenses" not in _page(client, "/for-clinicians/")

    person.license_number = "25MA"
    person.save()
    assert "Our team and their licenses" in _page(client, "/for-clinicians/")


def test_page_for_clinicians_says_how_to_refer_once_there_is_a_way(
    client: Client, facts: ClinicFacts
) -> None:
    assert "How to refer</h2>" not in _page(client, "/for-clinicians/")

    facts.fax = "732 555 0143"
    facts.save()
    assert "How to refer</h2>" in _page(client, "/for-clinicians/")


def test_page_for_clinicians_doesnt_offer_to_call_them(client: Client, facts: ClinicFacts) -> None:
    assert "Ask us when we call" not in _page(client, "/for-clinicians/")


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("costs", "We’ll give you a written estimate"),
        ("first_visit", "parking and opening hours"),
        ("for_clinicians", "We tell every patient"),
    ],
)
def test_empty_page_claims_nothing_that_nobody_entered(
    client: Client, facts: ClinicFacts, name: str, claim: str
) -> None:
    assert claim not in _page(client, f"/{PAGES[name].route}")


def test_first_visit_names_parking_and_hours_once_they_are_entered(
    client: Client, facts: ClinicFacts
) -> None:
    _enter_everything(facts)

    assert "How to find us, parking and opening hours" in _page(client, "/first-visit/")


def test_home_page_promises_directions_and_parking_once_both_are_entered(
    client: Client, facts: ClinicFacts
) -> None:
    OpeningHours(monday="09:00-12:00").save()
    facts.directions = "The second door."
    facts.save()
    assert "Directions and parking" not in _page(client, "/")

    facts.parking = "Behind the house."
    facts.save()
    assert "Directions and parking" in _page(client, "/")


@pytest.mark.parametrize(
    ("path", "promise"), [("/getting-care/", "shows ours"), ("/es/recibir-atencion/", "están los nuestros")]
)
def test_page_on_care_promises_no_list_of_plans(client: Client, path: str, promise: str) -> None:
    assert promise not in _page(client, path)
