"""The self-check: exact wording, both cutoffs, help with every result, and nothing stored."""

from __future__ import annotations

import datetime as dt
import logging
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from intake.crypto import base64url

pytestmark = pytest.mark.django_db

# As published by the VA's National Center for PTSD. Not one word may differ.
INTRO = (
    "Sometimes things happen to people that are unusually or especially frightening, horrible, or traumatic. "
    "For example:"
)
EVENTS = [
    "a serious accident or fire",
    "a physical or sexual assault or abuse",
    "an earthquake or flood",
    "a war",
    "seeing someone be killed or seriously injured",
    "having a loved one die through homicide or suicide",
]
GATE = "Have you ever experienced this kind of event?"
PAST_MONTH = "In the past month, have you…"
ITEMS = [
    "Had nightmares about the event(s) or thought about the event(s) when you did not want to?",
    (
        "Tried hard not to think about the event(s) or went out of your way to avoid situations that "
        "reminded you of the event(s)?"
    ),
    "Been constantly on guard, watchful, or easily startled?",
    "Felt numb or detached from people, activities, or your surroundings?",
    (
        "Felt guilty or unable to stop blaming yourself or others for the event(s) or any problems the "
        "event(s) may have caused?"
    ),
]
CRISIS = ("tel:911", "tel:988", "sms:838255")


def _text(answer: Any) -> str:
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _answers(yes: int) -> dict[str, str]:
    return {"asked": "yes"} | {f"item{n}": "yes" if n <= yes else "no" for n in range(1, 6)}


def _post(client: Client, data: dict[str, str], **headers: str) -> Any:
    return client.post("/self-check/", data, headers=headers, follow=True)


def test_the_first_page_asks_the_first_question_alone_in_its_exact_words(client: Client) -> None:
    page = client.get("/self-check/")

    text = _text(page)
    assert all(words in text for words in (INTRO, *EVENTS, GATE))
    assert not any(item in text for item in ITEMS)
    assert set(re.findall(r'name="(\w+)"', page.content.decode().split("<main")[1])) == {"event"}


def test_answering_no_ends_with_a_score_of_0_without_showing_the_items(client: Client) -> None:
    answer = _post(client, {"event": "no"})

    text = _text(answer)
    assert answer.status_code == 200
    assert "a score of 0" in text
    assert not any(item in text for item in ITEMS)


def test_answering_yes_shows_the_five_questions_in_their_exact_words(client: Client) -> None:
    text = _text(_post(client, {"event": "yes"}))

    assert PAST_MONTH in text
    assert [item for n, item in enumerate(ITEMS, start=1) if f"{n}. {item}" not in text] == []


@pytest.mark.parametrize(
    ("score", "band"),
    [
        *((score, "This result is on the lower side.") for score in (0, 1, 2)),
        (3, "It’s worth talking with a clinician."),
        *((score, "It’s well worth talking with a clinician.") for score in (4, 5)),
    ],
)
def test_a_result_is_explained_against_both_cutoffs(client: Client, score: int, band: str) -> None:
    text = _text(_post(client, _answers(score)))

    assert f"You answered yes to {score} of 5" in text
    assert band in text
    assert text.count("You’re at or above this cutoff.") == (score >= 3) + (score >= 4)
    assert "For women, the lower cutoff of 3 may fit better." in text
    assert "a first step, not a diagnosis" in text


@pytest.mark.parametrize("data", [{"event": "no"}, *(_answers(score) for score in range(6))])
def test_every_result_has_the_crisis_lines_and_a_link_to_the_callback_form(
    client: Client, data: dict[str, str]
) -> None:
    main = _post(client, data).content.decode().split("<main")[1]

    assert all(f'href="{number}"' in main for number in CRISIS)
    assert 'href="/callback/"' in main


def test_the_authors_are_named_on_every_page(client: Client) -> None:
    pages = [client.get("/self-check/"), _post(client, {"event": "yes"}), _post(client, _answers(2))]

    assert all("Prins, Bovin, Kimerling" in _text(page) for page in pages)


def test_a_skipped_item_shows_an_error_and_keeps_the_other_answers(client: Client) -> None:
    answer = _post(client, _answers(1) | {"item4": ""})

    page = answer.content.decode()
    checked = re.findall(r'name="(item\d)" value="(\w+)"[^>]*checked', page)
    assert "Question 4: choose yes or no" in page
    assert sorted(checked) == [("item1", "yes"), ("item2", "no"), ("item3", "no"), ("item5", "no")]
    assert "<title>Error: Five questions" in page


def test_the_gate_question_is_required(client: Client) -> None:
    answer = _post(client, {})

    assert "Choose yes or no" in _text(answer)


@pytest.mark.parametrize("data", [{"event": "yes"}, {"asked": "yes", "item1": "yes"}])
def test_a_cross_site_post_is_shown_again_and_not_scored(client: Client, data: dict[str, str]) -> None:
    answer = _post(client, data, Sec_Fetch_Site="cross-site")

    assert answer.status_code == 403
    assert "Nothing has been sent yet" in _text(answer)


@pytest.mark.parametrize("data", [None, {"event": "no"}, {"event": "yes"}, _answers(5), {"asked": "yes"}])
def test_nothing_is_cached_or_logged(
    client: Client, data: dict[str, str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "intake"):
        answer = client.get("/self-check/") if data is None else _post(client, data)

    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert [record for record in caplog.records if record.name.startswith("intake")] == []
    assert 'method="get"' not in page


@pytest.mark.parametrize("data", [None, {"event": "no"}, {"event": "yes"}, _answers(5)])
def test_a_title_names_no_condition(client: Client, data: dict[str, str] | None) -> None:
    page = (client.get("/self-check/") if data is None else _post(client, data)).content.decode()

    title = page.split("<title>")[1].split("</title>")[0]
    assert title.startswith("Five questions")
    assert not any(word in title.lower() for word in ("ptsd", "trauma", "screen", "score"))


def test_every_page_has_the_quick_exit(client: Client) -> None:
    pages = [client.get("/self-check/"), _post(client, {"event": "yes"}), _post(client, _answers(2))]

    assert all('class="leave-bar"' in page.content.decode() for page in pages)


@pytest.mark.parametrize("data", [{"event": "no"}, {"event": "yes"}, {}, _answers(5), {"asked": "yes"}])
def test_every_answer_is_a_page_that_back_can_show(client: Client, data: dict[str, str]) -> None:
    answer = client.post("/self-check/", data)

    assert (answer.status_code, answer["Location"].startswith("/self-check/")) == (303, True)
    pages = [client.get(answer["Location"]).content.decode() for _ in range(2)]
    assert len({re.sub(r"/leave/[\w-]+/", "", page) for page in pages}) == 1


def test_no_address_reveals_an_answer(client: Client) -> None:
    every = [{"event": "no"}, {"event": "yes"}, *(_answers(score) for score in range(6))]
    addresses = [client.post("/self-check/", data)["Location"] for data in every]

    assert len({len(address) for address in addresses}) == 1
    codes = [re.fullmatch(r"/self-check/([\w-]+)/", address)[1] for address in addresses]
    sealed = [base64url.decode(code) for code in codes]
    assert not any(word in each for each in sealed for word in (b'"yes"', b"event", b"item1"))


def test_the_same_answers_have_another_address_each_time(client: Client) -> None:
    assert len({client.post("/self-check/", _answers(3))["Location"] for _ in range(3)}) == 3


def test_a_result_opens_for_a_quarter_of_an_hour(client: Client, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False)
    address = client.post("/self-check/", _answers(3))["Location"]
    time_machine.shift(dt.timedelta(minutes=14, seconds=59))
    assert "You answered yes to 3 of 5" in _text(client.get(address))
    time_machine.shift(dt.timedelta(seconds=1))

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (303, "/self-check/")


@pytest.mark.parametrize("code", ["nonsense", "A" * 400, "é"])
def test_a_made_up_address_starts_the_check_again(client: Client, code: str) -> None:
    assert client.get(f"/self-check/{code}/")["Location"] == "/self-check/"


def test_browsers_are_asked_not_to_fill_in_the_answers_again(client: Client) -> None:
    pages = [client.get("/self-check/"), _post(client, {"event": "yes"})]

    assert all('autocomplete="off" data-forget' in page.content.decode() for page in pages)
