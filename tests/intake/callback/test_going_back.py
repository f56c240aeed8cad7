"""What "back" and a reload show of the callback form, before and after it was sent, without a script."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.models import RateCount, Submission
from intake.services.requests import receive as receiving
from intake.spam import limits
from tests.html import compact
from tests.intake.unavailable import unavailable
from tests.typed import NONCE, address_after, hidden, leave

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db
SENT = "/callback/sent/"


def _address(client: Client, data: dict[str, Any]) -> str:
    return address_after(client, "/callback/", data)


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "There is a problem"),
        ({"nonce": ""}, "Check your answers"),
        ({"adult": "no"}, "This form is for adults"),
        ({"change": "yes"}, "Request a Callback"),
    ],
    ids=["errors", "check", "under 18", "change"],
)
def test_every_answer_is_a_page_that_back_can_show(
    client: Client, typed: Typed, changes: dict[str, str], words: str
) -> None:
    address = _address(client, typed(message="still here", **changes))

    assert re.fullmatch(r"/callback/again/[\w-]+/", address)
    assert all(words in page and "still here" in page for page in (_page(client, address) for _ in range(2)))
    assert Submission.objects.count() == 0


def test_the_check_page_lists_what_was_answered_and_nothing_else(client: Client, typed: Typed) -> None:
    page = _page(client, _address(client, typed(nonce="", message="still here")))

    listed = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", compact(page))
    assert ("Your message", "still here") in listed
    assert not [question for question, answer in listed if answer in ("", "Not provided")]
    assert not [question for question, _answer in listed if question == "Who are they to you?"]


def test_the_check_page_lists_no_question_that_the_chosen_way_does_not_need(
    client: Client, typed: Typed
) -> None:
    by_text = _page(client, _address(client, typed(nonce="", channel="text")))
    by_email = _page(client, _address(client, typed(nonce="", channel="email", email="sam@example.com")))

    assert "May we leave a message?" not in by_text
    assert "May we name the clinic?" in by_text
    assert "May we name the clinic?" not in by_email


def test_the_check_page_promises_the_same_time_as_the_receipt(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC), tick=False)  # a Monday, 10 a.m.

    check = _page(client, _address(client, typed(nonce="", times=["afternoon"])))
    receipt = _page(client, _address(client, hidden(check)))

    promised = "Monday, November 23, 5\N{NO-BREAK SPACE}p.m. (Eastern Time)"
    assert f"If you ask now, we’ll contact you by {promised}" in check
    assert promised in receipt


def test_address_does_not_reveal_what_was_typed(client: Client, typed: Typed) -> None:
    data = typed(name="", message="zephyr " * 20)

    one, two = _address(client, data), _address(client, data)

    assert "zephyr" not in one
    assert one != two
    assert client.get(one)["Cache-Control"] == "no-store"


def test_after_a_quarter_of_an_hour_the_address_shows_an_empty_form(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    address = _address(client, typed(phone="1", message="Rosalind"))
    time_machine.shift(dt.timedelta(minutes=15))

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (303, "/callback/")


@pytest.mark.parametrize("code", ["nonsense", "A" * 400, "é"])
def test_a_made_up_address_shows_an_empty_form(client: Client, code: str) -> None:
    assert client.get(f"/callback/again/{code}/")["Location"] == "/callback/"


def test_after_sending_no_earlier_page_shows_the_answers(client: Client, typed: Typed) -> None:
    wrong = _address(client, typed(nonce="", phone="1", message="Rosalind"))
    nonce = hidden(_page(client, wrong))["nonce"]
    still_wrong = _address(client, typed(nonce=nonce, name="", message="Rosalind"))
    right = typed(nonce=hidden(_page(client, still_wrong))["nonce"], message="Rosalind")
    receipt = _address(client, right)

    assert receipt.startswith("/callback/received/")
    for address in (wrong, still_wrong):
        assert client.get(address)["Location"] == SENT
    assert "Rosalind" not in _page(client, SENT)


def test_after_sending_the_check_page_leads_to_the_receipt(client: Client, typed: Typed) -> None:
    check = _address(client, typed(nonce="", message="Rosalind"))
    receipt = _address(client, hidden(_page(client, check)))

    assert client.get(check)["Location"] == receipt


def test_after_an_answer_that_was_lost_the_check_page_leads_to_the_receipt(
    client: Client, typed: Typed
) -> None:
    check = _address(client, typed(nonce=""))
    sent = hidden(_page(client, check))
    client.post("/callback/", sent)  # and the connection breaks

    assert Submission.objects.get().reference in _page(client, client.get(check)["Location"])
    assert _address(client, sent) == client.get(check)["Location"]
    assert Submission.objects.count() == 1


def test_the_check_page_of_a_closed_request_says_only_that_it_was_sent(client: Client, typed: Typed) -> None:
    check = _address(client, typed(nonce=""))
    client.post("/callback/", hidden(_page(client, check)))
    Submission.objects.update(status="spam")

    assert client.get(check)["Location"] == SENT


def test_the_answers_are_gone_when_the_hour_changes(client: Client, typed: Typed, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 14, 59, 59, tzinfo=dt.UTC), tick=False)
    wrong = _address(client, typed(phone="1"))
    client.post("/callback/", typed())
    time_machine.shift(dt.timedelta(minutes=10))
    limits.sweep(timezone.now())

    assert client.get(wrong)["Location"] == SENT


def test_a_second_request_from_the_same_page_is_not_lost(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed())

    page = _page(client, _address(client, typed(name="", message="another matter")))

    assert "another matter" in page
    assert NONCE not in page


def test_sent_form_cannot_be_identified_by_its_nonce(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed())

    assert RateCount.objects.exists()
    assert not any(NONCE in row.key for row in RateCount.objects.all())


def test_a_failed_count_loses_no_request(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(RateCount.objects), "add", unavailable)

    assert client.post("/callback/", typed())["Location"].startswith("/callback/received/")
    assert Submission.objects.count() == 1


def test_what_was_not_stored_is_not_counted(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = _address(client, typed(phone="1", message="still here"))
    before = RateCount.objects.count()

    monkeypatch.setattr(receiving.outbox, "enqueue", unavailable)

    assert client.post("/callback/", typed()).status_code == 503
    assert RateCount.objects.count() == before
    assert "still here" in _page(client, wrong)


def test_a_slip_at_the_age_question_loses_nothing(client: Client, typed: Typed) -> None:
    page = _page(client, _address(client, typed(adult="no", message="still here", times=["midday"])))

    form = _page(client, _address(client, hidden(page) | {"change": "yes"}))

    assert "still here" in form
    assert re.search(r'name="times"[^>]*value="midday"[^>]*checked', form)
    assert not re.search(r'name="adult"[^>]*checked', form)


def test_last_page_without_scripts_clears_the_pages_that_the_browser_keeps(client: Client) -> None:
    answer = client.get("/clear.gif")

    assert answer["Clear-Site-Data"] == '"cache"'
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "post"], ids=["without scripts", "with scripts"])
def test_after_leaving_no_earlier_page_shows_the_answers(client: Client, typed: Typed, method: str) -> None:
    first = _address(client, typed(phone="732", message="first try"))
    nonce = hidden(_page(client, first))["nonce"][0]
    second = _address(client, typed(phone="73", message="second try", nonce=nonce))
    answer = leave(client, _page(client, second), method)

    assert answer.status_code == (200 if method == "get" else 204)
    assert "no-store" in answer["Cache-Control"]
    assert [client.get(address)["Location"] for address in (first, second)] == ["/callback/"] * 2


def test_leaving_from_the_check_page_forgets_it(client: Client, typed: Typed) -> None:
    check = _address(client, typed(nonce=""))
    page = leave(client, _page(client, check)).content.decode()

    assert 'http-equiv="refresh" content="1; url=https://www.weather.gov/"' in page
    assert "clear.gif" in page
    assert client.get(check)["Location"] == "/callback/"


def test_form_that_was_left_can_still_be_sent_with_new_words(client: Client, typed: Typed) -> None:
    first = _address(client, typed(phone="732"))
    page = _page(client, first)
    leave(client, page)
    again = _address(client, typed(phone="73", nonce=hidden(page)["nonce"][0]))

    assert "There is a problem" in _page(client, again)


def test_leaving_with_a_made_up_code_leads_away_as_well(client: Client) -> None:
    assert "weather.gov" in client.get("/leave/abc/").content.decode()
    assert RateCount.objects.count() == 1  # that this visitor left
