from __future__ import annotations

import re
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.test import Client
from django.utils import timezone

from intake.forms.consultation import STEPS, StepForm
from intake.models import Draft
from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, code_of, fill, start, text, url

pytestmark = pytest.mark.django_db


def test_start_redirects_to_the_first_question(client: Client) -> None:
    answer = start(client)

    assert (answer.status_code, answer["Location"]) == (303, url("who"))
    assert Draft.objects.count() == 1


def test_viewing_the_start_page_creates_no_draft_and_no_cookie(client: Client) -> None:
    answer = client.get("/consultation/")

    assert (Draft.objects.count(), len(answer.cookies)) == (0, 0)


def test_starting_again_continues_the_same_draft(client: Client) -> None:
    fill(client, up_to="now")

    answer = start(client)

    assert (answer["Location"], Draft.objects.count()) == (url("paused"), 1)


def test_each_step_redirects_to_the_next_and_the_last_to_the_check_page(client: Client) -> None:
    start(client)

    locations = [client.post(url(slug), typed)["Location"] for slug, typed in TYPED.items()]

    assert locations == [
        url(slug) for slug in ("reach", "safe", "now", "tried", "points", "hopes", "agree", "check")
    ]


def test_the_title_of_a_step_shows_the_progress_and_nothing_about_health(client: Client) -> None:
    fill(client, up_to="points")

    page = text(client.get(url("points")))

    assert "<title>Page 6 of 9</title>" in page
    assert "Page 6 of 9</p>" in page


def test_the_check_page_is_the_last_of_the_count(client: Client) -> None:
    fill(client)

    assert "Page 9 of 9</p>" in text(client.get(url("check")))


def test_the_heading_of_a_step_is_its_question(client: Client) -> None:
    fill(client)

    for step in STEPS:
        if step.slug != "them":
            assert f"<h1>{step.heading}</h1>" in text(client.get(url(step.slug)))


def test_each_step_says_how_long_answers_are_kept(client: Client) -> None:
    fill(client)

    for slug in (*TYPED, "check"):
        assert "We keep your answers sealed for 24 hours, and only your code opens them" in text(
            client.get(url(slug))
        )


def test_skipping_ahead_redirects_to_the_first_unanswered_question(client: Client) -> None:
    fill(client, up_to="now")

    for slug in ("tried", "agree", "check"):
        answer = client.get(url(slug))
        location = answer["Location"]
        assert (answer.status_code, location) == (303, url("now"))


def test_going_back_shows_earlier_input(client: Client) -> None:
    fill(client, up_to="tried")

    page = text(client.get(url("now")))

    assert "I would rather talk. Años." in page
    assert re.search(r'value="sleep"[^>]*checked', page)
    assert "There is a problem" not in page


def test_going_back_and_forward_redirects_to_the_next_question(client: Client) -> None:
    fill(client, up_to="tried")

    assert client.post(url("who"), TYPED["who"])["Location"] == url("reach")


def test_a_change_from_the_check_page_returns_to_it(client: Client) -> None:
    fill(client)

    answer = client.post(url("now"), {"note": "Changed."})

    assert answer["Location"] == url("check")
    assert "Changed." in text(client.get(url("check")))


def test_an_invalid_step_keeps_all_input(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), TYPED["reach"] | {"phone": "12345", "email": "sam@example.com"})

    page = text(client.get(answer["Location"]))
    assert (answer.status_code, answer["Location"]) == (303, "/consultation/reach/again/")
    assert "<title>Error: Page 2 of 9" in page
    assert '<a href="#answer-phone">Enter a phone number, like' in page
    assert 'value="12345"' in page
    assert 'value="sam@example.com"' in page


def test_invalid_input_is_saved_and_the_step_stays_unanswered(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | {"phone": "12345"})

    assert client.get(url("check"))["Location"] == url("reach")
    page = text(client.get(url("reach")))
    assert 'value="12345"' in page
    assert "There is a problem" not in page


def test_a_very_long_note_is_kept_in_full(client: Client) -> None:
    fill(client, up_to="now")
    diary = "A long day. " * 3000

    answer = client.get(client.post(url("now"), {"note": diary})["Location"])

    assert "This must be 500 characters or less" in text(answer)
    assert diary.strip() in text(answer)


def test_everything_except_contact_age_and_consent_can_be_skipped(client: Client) -> None:
    fill(client, now={}, tried={}, points={}, hopes={})

    assert client.get(url("check")).status_code == 200


@pytest.mark.parametrize(
    ("slug", "error"),
    [
        ("who", "Choose whether the person who needs help is 18 or older"),
        ("reach", "Choose how we should contact you"),
        ("agree", "Check the box if you agree that we may read this and contact you"),
    ],
)
def test_required_questions_show_an_error_that_says_what_to_do(client: Client, slug: str, error: str) -> None:
    fill(client, up_to=slug)

    answer = client.get(client.post(url(slug), {})["Location"])

    assert "<title>Error:" in text(answer)
    assert error in text(answer)


def test_consent_to_another_version_is_not_accepted(client: Client) -> None:
    fill(client, agree={"consent": "consultation-0"})

    assert client.get(url("check"))["Location"] == url("agree")


def test_asking_for_someone_else_adds_a_step_to_the_count(client: Client) -> None:
    start(client)

    answer = client.post(url("who"), {"for_whom": "someone", "adult": "yes"})

    assert answer["Location"] == url("them")
    assert "Page 2 of 10" in text(client.get(url("them")))


def test_a_step_that_does_not_apply_has_no_page(client: Client) -> None:
    fill(client, up_to="reach")

    assert client.get(url("them"))["Location"] == url("reach")
    assert client.post(url("them"), {"relation": "friend"})["Location"] == url("reach")


def test_changing_who_it_is_for_asks_the_new_step_and_returns(client: Client) -> None:
    fill(client)

    assert client.post(url("who"), {"for_whom": "someone", "adult": "yes"})["Location"] == url("them")
    assert client.post(url("them"), {"relation": "friend"})["Location"] == url("check")


def test_none_of_these_beside_something_else_is_asked_again(client: Client) -> None:
    fill(client, up_to="points")

    answer = client.post(url("points"), {"health": ["none", "heart"]})

    page = text(client.get(answer["Location"]))
    assert "Check either “None of these” or what applies, not both" in page
    assert client.post(url("points"), {"health": ["none"]})["Location"] == url("hopes")


def test_the_health_page_is_one_list(client: Client) -> None:
    fill(client, up_to="points")

    page = text(client.get(url("points"))).split("<main")[1]

    assert page.count("<fieldset") == 1
    for choice in ("None of these", "I’d rather talk about it"):
        assert f"> {choice}</label>" in page


def test_a_step_that_an_earlier_release_asked_differently_is_asked_again(client: Client) -> None:
    fill(client)
    code = code_of(client)

    def as_before(typed: drafting.Content) -> drafting.Content:
        return typed | {"points": {"heart": ["yes"], "medicines_now": [""]}}

    drafting.change(code, as_before, timezone.now())

    assert client.get(url("check"))["Location"] == url("points")


@pytest.mark.parametrize("up_to", ["safe", ""], ids=["in the middle", "from the check page"])
def test_back_to_an_error_that_was_fixed_shows_the_answers_without_it(client: Client, up_to: str) -> None:
    fill(client, up_to=up_to, reach=TYPED["reach"] | {"phone": "12345"})
    again = "/consultation/reach/again/"
    assert "There is a problem" in text(client.get(again))
    client.post(url("reach"), TYPED["reach"])

    page = text(client.get(again))

    assert "Rosalind Testcase" in page
    assert "There is a problem" not in page
    assert "<title>Page 2 of 9" in page


def test_the_address_of_an_error_in_a_step_that_is_no_longer_asked_leads_on(client: Client) -> None:
    fill(client, up_to="reach")

    assert client.get("/consultation/them/again/")["Location"] == url("reach")
    assert client.get("/consultation/now/again/")["Location"] == url("reach")


def test_an_unknown_step_is_not_found(client: Client) -> None:
    assert client.get(url("nonsense")).status_code == 404
    assert client.post(url("nonsense")).status_code == 404


def test_two_tabs_can_save_different_steps(client: Client) -> None:
    fill(client, up_to="now")
    client.post(url("tried"), {"medicines": ["paroxetine"]})
    client.post(url("now"), {"note": "from the other tab"})

    assert re.search(r'value="paroxetine"[^>]*checked', text(client.get(url("tried"))))
    assert "from the other tab" in text(client.get(url("now")))


@pytest.mark.parametrize("page", ["", "is-this-for-me/", "who/", "check/", "later/", "resume/", "expired/"])
def test_no_page_of_the_form_is_cached(client: Client, page: str) -> None:
    fill(client)

    assert client.get(f"/consultation/{page}")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["start", "send", "leave"])
def test_a_get_request_to_a_form_action_redirects(client: Client, page: str) -> None:
    assert client.get(url(page)).status_code == 303


def test_no_address_mentions_health(client: Client) -> None:
    words: list[Any] = [step.slug for step in STEPS]

    assert words == ["who", "them", "reach", "safe", "now", "tried", "points", "hopes", "agree"]


@pytest.mark.parametrize("form", [step.form for step in STEPS], ids=[step.slug for step in STEPS])
def test_every_question_of_a_step_is_on_its_page(form: type[StepForm]) -> None:
    asked = form()
    html = render_crispy_form(asked)

    assert [name for name in asked.fields if f'name="{asked[name].html_name}' not in html] == []
