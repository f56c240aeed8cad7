"""Pages made from the facts: each part appears when its facts are there, and nothing is invented."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic.models import (
    ClinicFacts,
    Fee,
    Holiday,
    Notice,
    OpeningHours,
    Person,
    Plan,
    Treatment,
)
from clinic_site.public.clinic_pages import HUB, PAGES, one_of
from content.library import library
from tests.html import compact

pytestmark = pytest.mark.django_db
ASK = "Ask us when we call."


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(name="Example Clinic", town="Freehold", state="New Jersey")


def _page(client: Client, name: str) -> str:
    clinic.clear_cache()
    answer = client.get(f"/{PAGES[name].route}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("name", sorted(set(PAGES) - {HUB, "for_clinicians"}))
def test_empty_page_says_to_ask(client: Client, facts: ClinicFacts, name: str) -> None:
    assert "sk us when we call" in _page(client, name)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_is_cached_for_a_minute(client: Client, name: str) -> None:
    assert "max-age=60" in client.get(f"/{PAGES[name].route}").headers["Cache-Control"]


def test_visit_page_shows_what_is_known(client: Client, facts: ClinicFacts) -> None:
    facts.street, facts.postal_code, facts.parking = "1 Example Street", "07728", "Behind the house."
    facts.phone, facts.text_number = "732 555 0142", "732 555 0143"
    facts.save()
    OpeningHours(monday="09:00-12:00, 13:30-17:00").save()

    page = _page(client, "visit")

    assert "1 Example Street" in page
    assert "9 a.m. – noon, 1:30 p.m. – 5 p.m." in page.replace("\xa0", " ")
    assert "All times are Eastern Time." in page
    assert "Behind the house." in page
    assert 'href="tel:+17325550142"' in page
    assert 'href="sms:+17325550143"' in page


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"state": "New Jersey"}, "We’re in New Jersey."),
        ({"town": "Exampleton"}, "We’re in Exampleton."),
        ({"street": "1 Example Street"}, "Example Clinic<br>1 Example Street</address>"),
        (
            {"street": "1 Example Street", "town": "Exampleton", "postal_code": "00000"},
            "1 Example Street<br>Exampleton 00000</address>",
        ),
    ],
)
def test_address_with_gaps_has_no_stray_commas(known: dict[str, str], said: str) -> None:
    facts = clinic.Clinic.model_validate(
        {"clinic": {"name": "Example Clinic", "time_zone": "America/New_York", **known}}
    )

    page = compact(render_to_string("clinic/visit.html", {"facts": facts.clinic, "clinic": facts}))

    assert said in page
    assert not re.search(r"<(br|p|small|address)>\s*,|,\s*(\.|</)", page)


@pytest.mark.parametrize(
    ("choices", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b, or c")],
)
def test_choices_are_listed_as_in_a_sentence(choices: list[str], said: str) -> None:
    assert one_of(choices) == said


def test_visit_page_lists_coming_holidays(client: Client, facts: ClinicFacts, time_machine: object) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    OpeningHours(monday="09:00-12:00").save()
    Holiday.objects.create(date="2026-12-25", name="Christmas Day")
    Holiday.objects.create(date="2026-07-04", name="Independence Day")

    page = _page(client, "visit")

    assert "Friday, December 25: Christmas Day" in page
    assert "Independence Day" not in page


def test_team_page_shows_published_people_alone(client: Client, facts: ClinicFacts) -> None:
    Person.objects.create(name="Sam Example", credentials="MD", role="Psychiatrist", published=True)
    Person.objects.create(name="Kim Draft")

    page = _page(client, "team")

    assert "Sam Example, MD" in page
    assert "Kim Draft" not in page


def test_each_drug_is_shown_with_its_fda_status(client: Client, facts: ClinicFacts) -> None:
    Treatment.objects.create(name="Ketamine by IV", drug="ketamine", published=True)
    Treatment.objects.create(name="Spravato", drug="esketamine", published=True)
    Treatment.objects.create(name="Yoga", kind="support", published=True)

    page = _page(client, "treatments")

    assert re.findall(
        r"<h3>(.*?)</h3>\s*<p class=\"treatment-status\">\s*(The FDA has .*? PTSD)", page, re.S
    ) == [
        ("Ketamine by IV", "The FDA has not approved ketamine for PTSD"),
        (
            "Spravato",
            "The FDA has approved esketamine (Spravato) for some kinds of depression, but not for PTSD",
        ),
    ]


def test_costs_page_shows_fees_and_plans(client: Client, facts: ClinicFacts) -> None:
    Fee.objects.create(item="First visit", price="$350–$450", includes="An exam", published=True)
    Plan.objects.create(name="Example Health", published=True)

    page = _page(client, "costs")

    assert "$350–$450" in page
    assert "Example Health" in page
    assert "Do we take your plan?" not in page


def test_a_date_that_all_fees_share_is_said_once(client: Client, facts: ClinicFacts) -> None:
    day = dt.date(2026, 1, 1)
    Fee.objects.create(item="First visit", price="$300", valid_from=day, published=True)
    Fee.objects.create(item="Therapy", price="$150", valid_from=day, published=True)

    assert _page(client, "costs").count("January 1, 2026") == 1

    Fee.objects.create(item="Ketamine by IV", price="$450", valid_from=dt.date(2026, 5, 1), published=True)

    page = _page(client, "costs")
    assert page.count("since January 1, 2026") == 2
    assert page.count("since May 1, 2026") == 1


def test_fee_of_a_day_to_come_stands_beside_the_present_one_and_replaces_it_then(
    client: Client, facts: ClinicFacts, time_machine: object
) -> None:
    new = {"price": "$320", "valid_from": dt.date(2027, 1, 1), "published": True}
    Fee.objects.create(item="First visit", price="$300", valid_from=dt.date(2026, 1, 1), published=True)
    Fee.objects.create(item="First visit", **new)
    Fee.objects.create(item="Therapy", price="$150", published=True)

    time_machine.move_to(dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC))
    before = _page(client, "costs")
    assert "since January 1, 2026" in before
    assert "from January 1, 2027" in before

    time_machine.move_to(dt.datetime(2027, 1, 1, 18, tzinfo=dt.UTC))
    after = _page(client, "costs")
    assert "$300" not in after
    assert "$320" in after
    assert "since January 1, 2027" in after
    assert "$150" in after


def test_day_to_come_that_all_fees_share_is_said_as_such(
    client: Client, facts: ClinicFacts, time_machine: object
) -> None:
    Fee.objects.create(item="First visit", price="$300", valid_from=dt.date(2027, 1, 1), published=True)
    time_machine.move_to(dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC))

    assert "What visits cost from January 1, 2027" in _page(client, "costs")


def test_first_visit_lists_what_to_bring(client: Client, facts: ClinicFacts) -> None:
    facts.bring = "A photo ID\n\nYour medicine list"
    facts.save()

    page = _page(client, "first_visit")

    assert "<li>A photo ID</li><li>Your medicine list</li>" in compact(page)


def test_what_is_entered_is_shown_as_text(client: Client, facts: ClinicFacts) -> None:
    Person.objects.create(name="<script>alert(1)</script>", published=True)
    clinic.clear_cache()

    assert "<script>alert" not in client.get("/team/").content.decode()


def test_structured_data_contains_the_same_facts(client: Client, facts: ClinicFacts) -> None:
    facts.fax, facts.price_range = "732 555 0144", "$350–$700"
    facts.save()
    Person.objects.create(name="Sam Example", credentials="M.D.", published=True)
    Person.objects.create(name="Kim Example", credentials="LCSW", role="Therapist", published=True)

    page = _page(client, "team")
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    by_type = {item["@type"]: item for item in json.loads(data)["@graph"]}

    assert by_type["MedicalClinic"]["faxNumber"] == "+17325550144"
    assert by_type["MedicalClinic"]["priceRange"] == "$350–$700"
    assert by_type["Physician"]["name"] == "Sam Example"
    assert by_type["Person"]["jobTitle"] == "Therapist"


def test_a_change_is_shown_when_the_minute_is_over(
    client: Client, facts: ClinicFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page(client, "visit")
    ClinicFacts.objects.update(parking="On the street.")
    assert "On the street." not in client.get("/visit/").content.decode()

    later = clinic.store.time.monotonic() + 61
    monkeypatch.setattr(clinic.store.time, "monotonic", lambda: later)
    assert "On the street." in client.get("/visit/").content.decode()


def test_hub_leads_to_every_other_page_made_from_facts(client: Client, facts: ClinicFacts) -> None:
    page = _page(client, HUB)

    assert all(f'href="{each.path}"' in page for each in PAGES.values() if each.name != HUB)


def test_costs_name_the_sources_of_what_insurers_do(client: Client, facts: ClinicFacts) -> None:
    page = _page(client, "costs")

    for name in ("cms2026", "tricareesketamine2023", "njmedicaid2024", "njdisclosure2026"):
        assert library().data.references[name].link in page


def test_costs_lead_to_the_clinics_own_estimate_notice_only_if_it_is_there(
    client: Client, facts: ClinicFacts
) -> None:
    assert "/notices/#our-estimate" not in _page(client, "costs")

    Notice(kind="estimate", text="Ask at the desk.").save()

    assert "/notices/#our-estimate" in _page(client, "costs")


def test_every_ketamine_page_ends_with_the_way_to_who_it_is_for(client: Client, facts: ClinicFacts) -> None:
    pages = [page for page in library().pages.values() if page.metadata.section == "ketamine"]

    for page in pages:
        main = client.get(page.path).content.decode().partition("<main")[2]
        assert page.slug == "is-ketamine-right-for-me" or "/is-ketamine-right-for-me/" in main


def test_empty_facts_are_asked_about_in_one_sentence_without_empty_sections(
    client: Client, facts: ClinicFacts
) -> None:
    facts.parking = "Behind the house."
    facts.save()

    page = _page(client, "visit")

    assert page.count(ASK) == 1
    assert "Behind the house." in page
    assert "where to park" not in page
    assert "when we’re open" in page
    assert 'id="transit"' not in page
