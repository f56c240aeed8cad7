from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from intake.forms.consultation import STEPS
from intake.models import Draft, Submission
from intake.services import drafting
from tests.intake.consultation import TYPED, fill, start, text, url

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def test_start_leads_to_the_first_question(client: Client) -> None:
    answer = start(client)

    assert (answer.status_code, answer["Location"]) == (303, url("who"))
    assert Draft.objects.count() == 1


def test_looking_at_the_start_page_makes_no_draft_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/consultation/")

    assert (Draft.objects.count(), len(answer.cookies)) == (0, 0)


def test_pressing_start_again_goes_on_with_the_same_draft(client: Client) -> None:
    fill(client, up_to="now")

    answer = start(client)

    assert (answer["Location"], Draft.objects.count()) == (url("now"), 1)


def test_the_start_page_offers_to_go_on_with_what_is_open(client: Client) -> None:
    assert "Go on with it" not in text(client.get("/consultation/"))
    start(client)

    assert "Go on with it" in text(client.get("/consultation/"))


def test_a_start_from_elsewhere_starts_nothing(client: Client) -> None:
    answer = client.post(url("start"), headers=ELSEWHERE)

    assert (answer.status_code, Draft.objects.count()) == (403, 0)
    assert "Nothing was started yet" in text(answer)


def test_each_step_leads_to_the_next_and_the_last_to_the_answers(client: Client) -> None:
    start(client)

    places = [client.post(url(slug), typed)["Location"] for slug, typed in TYPED.items()]

    assert places == [url(slug) for slug in ("reach", "now", "tried", "points", "hopes", "agree", "check")]


def test_a_step_says_which_question_it_is_and_nothing_of_health_in_its_title(client: Client) -> None:
    fill(client, up_to="points")

    page = text(client.get(url("points")))

    assert "<title>Question 5 of 7 – Example Clinic</title>" in page
    assert "Question 5 of 7</p>" in page


def test_the_heading_of_a_step_is_its_question(client: Client) -> None:
    fill(client)

    for step in STEPS:
        if step.slug != "them":
            assert f"<h1>{step.heading}</h1>" in text(client.get(url(step.slug)))


def test_each_step_says_that_answers_are_kept_and_for_how_long(client: Client) -> None:
    fill(client)

    for slug in (*TYPED, "check"):
        assert "kept for you for 24 hours, sealed; only your code opens them" in text(client.get(url(slug)))


def test_jumping_ahead_leads_to_the_first_open_question(client: Client) -> None:
    fill(client, up_to="now")

    for slug in ("tried", "agree", "check"):
        answer = client.get(url(slug))
        place = answer["Location"]
        assert (answer.status_code, place) == (303, url("now"))


def test_going_back_shows_what_was_typed(client: Client) -> None:
    fill(client, up_to="tried")

    page = text(client.get(url("now")))

    assert "I would rather talk. Años." in page
    assert re.search(r'value="sleep"[^>]*checked', page)
    assert "There is a problem" not in page


def test_going_back_and_on_leads_to_the_next_question(client: Client) -> None:
    fill(client, up_to="tried")

    assert client.post(url("who"), TYPED["who"])["Location"] == url("reach")


def test_a_change_after_checking_leads_straight_back_to_the_answers(client: Client) -> None:
    fill(client)

    answer = client.post(url("now"), {"note": "Changed."})

    assert answer["Location"] == url("check")
    assert "Changed." in text(client.get(url("check")))


def test_a_step_with_an_error_comes_back_with_all_that_was_typed(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), TYPED["reach"] | {"phone": "12345", "code_word": "harbor"})

    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Error: Question 2 of 7" in page
    assert '<a href="#answer-phone">Enter a phone number, like 732 555 0142</a>' in page
    assert 'value="12345"' in page
    assert 'value="harbor"' in page


def test_what_was_typed_with_an_error_is_kept_and_the_step_stays_open(client: Client) -> None:
    fill(client, reach=TYPED["reach"] | {"phone": "12345"})

    assert client.get(url("check"))["Location"] == url("reach")
    page = text(client.get(url("reach")))
    assert 'value="12345"' in page
    assert "There is a problem" not in page


def test_a_very_long_note_comes_back_whole(client: Client) -> None:
    fill(client, up_to="now")
    diary = "A long day. " * 3000

    answer = client.post(url("now"), {"note": diary})

    assert answer.status_code == 422
    assert "This must be 500 characters or less" in text(answer)
    assert diary.strip() in text(answer)


def test_all_but_reaching_age_and_consent_can_be_skipped(client: Client) -> None:
    fill(client, now={}, tried={}, points={}, hopes={})

    assert client.get(url("check")).status_code == 200


@pytest.mark.parametrize(
    ("slug", "error"),
    [
        ("who", "Choose whether the person who needs help is 18 or older"),
        ("reach", "Choose how we should contact you"),
        ("agree", "Tick the box if you agree that we may read this and contact you"),
    ],
)
def test_what_is_needed_is_asked_for_kindly(client: Client, slug: str, error: str) -> None:
    fill(client, up_to=slug)

    answer = client.post(url(slug), {})

    assert answer.status_code == 422
    assert error in text(answer)


def test_consent_to_other_words_is_asked_for_anew(client: Client) -> None:
    fill(client, agree={"consent": "consultation-0"})

    assert client.get(url("check"))["Location"] == url("agree")


def test_somebody_else_adds_a_question_and_the_count_says_so(client: Client) -> None:
    start(client)

    answer = client.post(url("who"), {"for_whom": "someone", "adult": "yes"})

    assert answer["Location"] == url("them")
    assert "Question 2 of 8" in text(client.get(url("them")))


def test_a_question_that_is_not_asked_has_no_page(client: Client) -> None:
    fill(client, up_to="reach")

    assert client.get(url("them"))["Location"] == url("reach")
    assert client.post(url("them"), {"relation": "friend"})["Location"] == url("reach")


def test_changing_for_whom_asks_what_is_new_and_comes_back(client: Client) -> None:
    fill(client)

    assert client.post(url("who"), {"for_whom": "someone", "adult": "yes"})["Location"] == url("them")
    assert client.post(url("them"), {"relation": "friend"})["Location"] == url("check")


def test_a_step_from_elsewhere_is_shown_again_and_not_kept(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), TYPED["reach"], headers=ELSEWHERE)

    assert answer.status_code == 403
    assert "Nothing was sent yet" in text(answer)
    assert 'value="Rosalind Testcase"' in text(answer)
    assert client.get(url("now"))["Location"] == url("reach")


def test_a_database_that_is_away_keeps_what_was_typed_on_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, up_to="now")

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(drafting, "change", away)
    answer = client.post(url("now"), {"note": "still here"})

    assert answer.status_code == 503
    assert "Nothing was sent yet" in text(answer)
    assert "still here" in text(answer)


def test_a_database_that_is_away_is_told_calmly(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(client, up_to="now")

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(drafting, "load", away)
    answers = [client.get(url(place)) for place in ("now", "check")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Answers that were kept before are still kept" in text(answers[0])


def test_a_minor_is_shown_other_help_and_nothing_is_kept(client: Client) -> None:
    start(client)

    answer = client.post(url("who"), {"for_whom": "me", "adult": "no"})

    assert "Thank you for reaching out" in text(answer)
    assert (Draft.objects.count(), Submission.objects.count()) == (0, 0)
    assert answer.cookies["draft"].value == ""


def test_a_minor_said_later_deletes_everything_too(client: Client) -> None:
    fill(client)

    client.post(url("who"), {"for_whom": "me", "adult": "no"})

    assert Draft.objects.count() == 0


def test_an_address_that_is_no_step_is_not_here(client: Client) -> None:
    assert client.get(url("nonsense")).status_code == 404
    assert client.post(url("nonsense")).status_code == 404


def test_two_tabs_that_fill_in_different_steps_lose_neither(client: Client) -> None:
    fill(client, up_to="now")
    client.post(url("tried"), {"medicines": ["paroxetine"]})
    client.post(url("now"), {"note": "from the other tab"})

    assert re.search(r'value="paroxetine"[^>]*checked', text(client.get(url("tried"))))
    assert "from the other tab" in text(client.get(url("now")))


@pytest.mark.parametrize("place", ["", "is-this-for-me/", "who/", "check/", "later/", "resume/", "expired/"])
def test_every_page_of_it_is_kept_nowhere(client: Client, place: str) -> None:
    fill(client)

    assert client.get(f"/consultation/{place}")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", ["start", "send", "leave"])
def test_the_address_of_a_button_is_no_dead_end(client: Client, place: str) -> None:
    assert client.get(url(place)).status_code == 303


def test_every_address_says_nothing_of_health(client: Client) -> None:
    words: list[Any] = [step.slug for step in STEPS]

    assert words == ["who", "them", "reach", "now", "tried", "points", "hopes", "agree"]
