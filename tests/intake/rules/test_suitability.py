from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from intake.models import Draft, RateCount, Submission
from intake.rules.suitability import Suitability, assess
from tests.intake.consultation_answers import WELL, text

pytestmark = pytest.mark.django_db
PAGE = "/consultation/is-this-for-me/"
SHIPPED = Path(__file__).resolve().parents[3] / "clinic_site" / "clinic" / "clinic.toml"


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, Suitability.LIKELY),
        ({"danger": "yes"}, Suitability.HELP_NOW),
        ({"danger": "yes", "adult": "no"}, Suitability.HELP_NOW),
        ({"adult": "no"}, Suitability.UNDER_18),
        ({"travel": "no"}, Suitability.FAR),
        ({"travel": "unsure"}, Suitability.TALK_FIRST),
        ({"ride": "no"}, Suitability.TALK_FIRST),
        ({"ride": "unsure"}, Suitability.TALK_FIRST),
        ({"ever_had": "yes"}, Suitability.TALK_FIRST),
        ({"extra_care": "unsure"}, Suitability.TALK_FIRST),
        ({"told_not": "yes"}, Suitability.TALK_FIRST),
        ({"told_not": "unsure"}, Suitability.TALK_FIRST),
        ({"danger": ""}, Suitability.TALK_FIRST),
    ],
)
def test_the_facts_lead_to_an_outcome(facts: dict[str, str], outcome: Suitability) -> None:
    assert assess(WELL | facts).outcome == outcome


def test_every_reason_to_talk_first_is_given_with_a_next_step() -> None:
    finding = assess({"ride": "no", "told_not": "yes", "travel": "unsure"})

    assert len(finding.reasons) == 4
    assert all(reason.why and reason.next_step for reason in finding.reasons)


@pytest.mark.parametrize("fact", ["ever_had", "extra_care", "told_not"])
@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_person_too_far_away_reads_what_calls_for_care_anywhere(
    client: Client, fact: str, answer: str
) -> None:
    (reason,) = assess(WELL | {fact: answer}).reasons

    page = text(client.post(PAGE, WELL | {"travel": "no", fact: answer}, follow=True))

    assert "We may not be the right place" in page
    assert reason.why in page
    assert 'href="/is-ketamine-right-for-me/"' in page.partition("<main")[2].partition("</main>")[0]


def test_a_person_too_far_away_with_nothing_to_tell_reads_no_cautions(client: Client) -> None:
    page = text(client.post(PAGE, WELL | {"travel": "no", "ride": "no"}, follow=True))

    assert "before a first dose" not in page


@pytest.mark.parametrize("fact", ["ever_had", "extra_care"])
def test_a_reason_to_talk_first_can_be_read_without_its_question(fact: str) -> None:
    (reason,) = assess(WELL | {fact: "yes"}).reasons

    assert not re.search(r"\b(this|these)\b", reason.why, re.IGNORECASE)


def test_unanswered_facts_are_not_an_error(client: Client) -> None:
    answer = client.post(PAGE, {}, follow=True)

    assert answer.status_code == 200
    assert "You left something blank, and that’s fine." in text(answer)


def test_an_invalid_fact_counts_as_unanswered(client: Client) -> None:
    assert "Let’s talk first" in text(client.post(PAGE, WELL | {"adult": "<b>"}, follow=True))


@pytest.mark.parametrize(
    ("facts", "says", "next_step"),
    [
        ({}, "It makes sense to talk", "/consultation/"),
        ({"danger": "yes"}, "Please get help now", "tel:911"),
        ({"adult": "no"}, "We may not be the right place yet", "tel:+18882222228"),
        ({"travel": "no"}, "We may not be the right place", "tel:+18006624357"),
        ({"ride": "no"}, "Let’s talk first", "/callback/"),
    ],
)
def test_every_outcome_has_a_reason_and_a_next_step(
    client: Client, facts: dict[str, str], says: str, next_step: str
) -> None:
    page = text(client.post(PAGE, WELL | facts, follow=True))

    main = page[page.index("<main") : page.index("</main>")]
    assert f"<h1>{says}</h1>" in main
    assert f'href="{next_step}"' in main
    assert 'class="summary' in main


@pytest.mark.usefixtures("two_languages")
@pytest.mark.parametrize("address", [PAGE, "/es/consulta/es-para-mi/"])
def test_someone_under_18_sees_every_number_that_can_help(client: Client, address: str) -> None:
    page = text(client.post(address, WELL | {"adult": "no"}, follow=True))

    main = page[page.index("<main") : page.index("</main>")]
    numbers = re.findall(r'href="((?:tel|sms):[^"]+)"', main)
    assert numbers == ["tel:+18882222228", "tel:988", "sms:741741", "tel:911"]


def test_no_combination_of_facts_breaks_the_answer(client: Client) -> None:
    for facts in itertools.product(("", "yes", "unsure"), repeat=len(WELL)):
        assert assess(dict(zip(WELL, facts, strict=True))).outcome in Suitability


def test_the_suitability_check_stores_nothing(client: Client) -> None:
    answer = client.post(PAGE, WELL | {"told_not": "yes"}, follow=True)

    assert (Submission.objects.count(), Draft.objects.count(), RateCount.objects.count()) == (0, 0, 0)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_the_result_is_a_page_that_back_can_show(client: Client) -> None:
    address = client.post(PAGE, WELL)["Location"]

    assert address.startswith(PAGE)
    assert "It makes sense to talk" in text(client.get(address))
    assert client.get(f"{PAGE}nonsense/")["Location"] == PAGE


def test_a_cross_site_post_is_shown_again_with_the_choices(client: Client) -> None:
    answer = client.post(PAGE, WELL, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert text(answer).count("checked") == len(WELL)


def test_the_travel_question_names_the_clinics_town(client: Client) -> None:
    assert "Could you travel to Freehold, New Jersey?" in text(client.get(PAGE))


def test_every_condition_of_the_labels_is_asked_about(client: Client) -> None:
    page = text(client.get(PAGE))

    for condition in (
        "blood vessel",
        "bleed in the brain",
        "esketamine",
        "glaucoma",
        "now or before",
        "possible",
    ):
        assert condition in page


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_what_a_label_rules_out_is_never_called_no_reason(client: Client, answer: str) -> None:
    page = text(client.post(PAGE, {"ever_had": answer}, follow=True))

    assert "may not be safe" in page
    assert "is a no" not in page
    assert "rules it out" not in page


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (
            dt.datetime(2026, 12, 25, 15, 0, tzinfo=dt.UTC),
            "We’re closed for Christmas Day today. We’ll next read requests on Monday",
        ),
        (
            dt.datetime(2026, 11, 28, 17, 0, tzinfo=dt.UTC),
            "We’re closed today. We’ll next read requests on Monday",
        ),
        (dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC), "We’re open now."),
        (dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC), "We’ll next read requests on Tuesday, November 24"),
    ],
)
def test_the_start_page_says_when_requests_are_read(
    client: Client, time_machine: Any, moment: dt.datetime, says: str
) -> None:
    time_machine.move_to(moment)

    page = text(client.get("/consultation/"))

    assert says in " ".join(page.split())
    assert page.index("tel:911") < page.index("/consultation/start/")


def test_a_clinic_without_opening_hours_is_not_shown_as_closed(client: Client) -> None:
    with override_settings(CLINIC_FILE=SHIPPED):
        page = text(client.get("/consultation/"))

    assert "It isn’t for emergencies." in page
    assert "closed" not in page


def test_in_danger_the_first_link_calls_911(client: Client) -> None:
    page = text(client.post(PAGE, WELL | {"danger": "yes"}, follow=True))

    after_heading = page[page.index("<h1>") :]
    assert after_heading.index("tel:911") < after_heading.index("tel:988")
    assert after_heading.count('href="tel:911"', 0, after_heading.index("</main>")) == 1
