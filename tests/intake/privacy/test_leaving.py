"""After "Leave this site", with scripts or without, no address of ours shows what was on the page."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.models import Draft, RateCount, Submission
from intake.spam import limits
from tests.intake.consultation_answers import fill, url, what_check_sends
from tests.typed import SECRET, address_after, hidden, leave

pytestmark = pytest.mark.django_db
METHODS = pytest.mark.parametrize("method", ["get", "post"], ids=["without scripts", "with scripts"])
ALL_YES = {"asked": "yes"} | {f"item{number}": "yes" for number in range(1, 6)}


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@METHODS
@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("/self-check/", {"event": "no"}),
        ("/self-check/", {"event": "yes"}),
        ("/self-check/", ALL_YES),
        ("/self-check/", ALL_YES | {"item4": ""}),
        ("/consultation/is-this-for-me/", {"told_not": "yes"}),
        ("/es/consulta/es-para-mi/", {"told_not": "yes"}),
    ],
)
@pytest.mark.usefixtures("two_languages")
def test_after_leaving_a_result_its_address_leads_to_the_questions(
    client: Client, form: str, data: dict[str, str], method: str
) -> None:
    address = address_after(client, form, data)
    leave(client, _page(client, address), method)

    answer = client.get(address)

    assert (answer.status_code, answer.get("Location")) == (303, form)


def test_after_leaving_the_result_of_the_self_check_no_earlier_page_shows_an_answer(client: Client) -> None:
    items = address_after(client, "/self-check/", {"event": "yes"})
    nonce = hidden(_page(client, items))["nonce"]
    gaps = address_after(client, "/self-check/", ALL_YES | {"item4": "", "nonce": nonce})
    result = address_after(client, "/self-check/", ALL_YES | {"nonce": nonce})
    leave(client, _page(client, result))

    assert [client.get(address).get("Location") for address in (items, gaps, result)] == ["/self-check/"] * 3


@pytest.mark.usefixtures("two_languages")
def test_after_leaving_a_result_it_is_gone_in_the_other_language_too(client: Client) -> None:
    address = address_after(client, "/consultation/is-this-for-me/", {"told_not": "yes"})
    spanish = address.replace("/consultation/is-this-for-me/", "/es/consulta/es-para-mi/")
    assert client.get(spanish).status_code == 200
    leave(client, _page(client, address))

    assert client.get(spanish).get("Location") == "/es/consulta/es-para-mi/"


def test_a_result_stays_open_until_the_person_leaves(client: Client) -> None:
    address = address_after(client, "/self-check/", ALL_YES)

    assert all("yes to 5 of 5" in _page(client, address) for _ in range(3))


@pytest.mark.parametrize("path", ["/", "/callback/", "/ptsd-medication-alternatives/", "/safety/", "/no/"])
def test_every_page_is_left_by_way_of_a_page_that_makes_the_browser_forget(client: Client, path: str) -> None:
    html = _page(client, path)

    assert set(re.findall(r'href="([^"]+)" rel="noreferrer" data-leave', html)) == {"/leave/"}
    assert "clear.gif" in _page(client, "/leave/")
    client.handler.enforce_csrf_checks = True  # as on a server
    assert client.post("/leave/")["Clear-Site-Data"] == '"cache"'


@METHODS
@pytest.mark.parametrize("changes", [{}, {"nonce": ""}], ids=["from elsewhere", "without a nonce"])
def test_leaving_an_answer_to_sending_the_consultation_deletes_the_draft(
    client: Client, changes: dict[str, str], method: str
) -> None:
    fill(client)
    site = {} if changes else {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/consultation/send/", what_check_sends(client) | changes, headers=site)
    leave(client, answer.content.decode(), method)

    assert Draft.objects.count() == 0


@METHODS
@pytest.mark.parametrize("step", ["check", "reach", "later"])
def test_leaving_a_page_of_the_consultation_deletes_the_draft(client: Client, step: str, method: str) -> None:
    fill(client)
    assert Draft.objects.count() == 1

    answer = leave(client, _page(client, url(step)), method)

    assert Draft.objects.count() == 0
    assert [cookie["max-age"] for cookie in answer.cookies.values()] == [0]


@METHODS
@pytest.mark.parametrize("path", ["/", "/crisis/", "/callback/", "/no/"])
def test_leaving_from_any_page_deletes_the_draft_and_closes_what_was_opened_before(
    client: Client, typed: Callable[..., dict[str, Any]], path: str, method: str
) -> None:
    fill(client)
    wrong = address_after(client, "/callback/", typed(phone="1", nonce=""))
    opened = [
        address_after(client, "/self-check/", ALL_YES),
        *(
            address_after(client, "/consultation/is-this-for-me/", {"told_not": answer})
            for answer in ("yes", "no")
        ),
        address_after(client, "/callback/", typed()),
    ]
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}
    opened += [address_after(client, "/request/", pair), wrong]
    assert [client.get(address).status_code for address in opened] == [200] * len(opened)
    assert 'href="/leave/"' in _page(client, path)

    answer = getattr(client, method)("/leave/")

    assert [client.get(address).status_code for address in opened] == [303] * len(opened)
    assert Draft.objects.count() == 0
    assert [cookie["max-age"] for cookie in answer.cookies.values()] == [0]


@METHODS
def test_who_comes_back_after_leaving_can_use_everything_again(
    client: Client, typed: Callable[..., dict[str, Any]], time_machine: Any, method: str
) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 14, 58, tzinfo=dt.UTC), tick=False)
    getattr(client, method)("/leave/")
    address_after(client, "/callback/", typed())
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}

    for minutes in (0, 5):
        time_machine.shift(dt.timedelta(minutes=minutes))
        opened = [
            address_after(client, "/self-check/", ALL_YES),
            address_after(client, "/callback/", typed()),
            address_after(client, "/request/", pair),
            address_after(client, "/callback/", typed(phone="1", nonce="")),
        ]
        assert [client.get(address).status_code for address in opened] == [200] * len(opened)


def test_who_leaves_closes_nothing_of_others(client: Client) -> None:
    opened = [
        (browser, browser.post("/self-check/", ALL_YES)["Location"])
        for browser in (Client(REMOTE_ADDR="203.0.113.7"), Client(headers={"User-Agent": "Another/1.0"}))
    ]
    client.post("/leave/")

    assert [browser.get(address).status_code for browser, address in opened] == [200, 200]


def test_leaving_under_ever_new_names_does_not_fill_the_table(client: Client) -> None:
    for number in range(600):
        client.post("/leave/", headers={"User-Agent": f"Browser/{number}"})

    assert RateCount.objects.count() <= 256


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 403)])
def test_another_site_closes_nothing_and_deletes_no_draft(client: Client, method: str, status: int) -> None:
    fill(client)
    result = address_after(client, "/self-check/", ALL_YES)
    links = [re.search(r'href="(/leave/[^"]*)"', _page(client, page))[1] for page in (result, url("check"))]

    for address in ("/leave/", *links):
        answer = getattr(client, method)(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, answer.headers.get("Clear-Site-Data")) == (status, None)

    assert client.get(result).status_code == 200
    assert Draft.objects.count() == 1


def test_page_of_the_consultation_can_be_left_after_hours(client: Client, time_machine: Any) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    fill(client)
    page = _page(client, url("check"))
    time_machine.shift(dt.timedelta(hours=20))

    leave(client, page)

    assert Draft.objects.count() == 0


@METHODS
def test_after_leaving_a_receipt_no_address_says_that_there_is_a_request(
    client: Client, typed: Callable[..., dict[str, Any]], method: str
) -> None:
    check = address_after(client, "/callback/", typed(nonce=""))
    receipt = address_after(client, "/callback/", hidden(_page(client, check)))
    leave(client, _page(client, receipt), method)

    shown = [client.get(address, follow=True) for address in (receipt, check)]

    assert [answer.redirect_chain[-1][0] for answer in shown] == ["/request/", "/callback/"]


@METHODS
def test_after_leaving_a_receipt_an_earlier_try_shows_an_empty_form(
    client: Client, typed: Callable[..., dict[str, Any]], method: str
) -> None:
    wrong = address_after(client, "/callback/", typed(phone="1"))
    receipt = address_after(client, "/callback/", typed())
    assert client.get(wrong)["Location"] == "/callback/sent/"
    leave(client, _page(client, receipt), method)

    assert client.get(wrong)["Location"] == "/callback/"


@METHODS
@pytest.mark.parametrize(
    ("changes", "site", "status"),
    [({}, "cross-site", 403), ({"message": "long " * 5_000 + secrets.token_hex(5_000)}, "same-origin", 422)],
)
def test_after_leaving_an_answer_to_a_form_no_earlier_page_shows_what_was_typed(
    client: Client,
    typed: Callable[..., dict[str, Any]],
    changes: dict[str, str],
    site: str,
    status: int,
    method: str,
) -> None:
    first = address_after(client, "/callback/", typed(phone="1"))
    answer = client.post("/callback/", typed(**changes), headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status
    leave(client, answer.content.decode(), method)

    assert client.get(first).get("Location") == "/callback/"


def test_receipt_that_was_left_stays_closed_when_the_hour_changes(
    client: Client, typed: Callable[..., dict[str, Any]], time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 14, 59, tzinfo=dt.UTC), tick=False)
    receipt = address_after(client, "/callback/", typed())
    leave(client, _page(client, receipt))
    time_machine.shift(dt.timedelta(minutes=29))
    limits.sweep(timezone.now())

    assert client.get(receipt)["Location"] == "/request/"


@METHODS
def test_after_leaving_a_status_page_it_opens_only_with_reference_and_code(
    client: Client, typed: Callable[..., dict[str, Any]], time_machine: Any, method: str
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    receipt = address_after(client, "/callback/", typed())
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}
    status = address_after(client, "/request/", pair)
    change = address_after(client, f"{status}change/", {"channel": "phone", "phone": "1"})
    saved = address_after(
        client, f"{status}change/", {"channel": "phone", "phone": "732 555 0199", "when": "any"}
    )
    assert "Your change is saved" in _page(client, saved)
    leave(client, _page(client, saved), method)

    for address in (status, f"{status}change/", change, saved, receipt):
        assert client.get(address).get("Location") == "/request/"
    time_machine.shift(dt.timedelta(seconds=1))
    assert client.get(address_after(client, "/request/", pair)).status_code == 200


@METHODS
def test_after_leaving_no_page_that_was_opened_with_the_code_is_open(
    client: Client, typed: Callable[..., dict[str, Any]], time_machine: Any, method: str
) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 14, 50, tzinfo=dt.UTC), tick=False)
    address_after(client, "/callback/", typed())
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}
    first = address_after(client, "/request/", pair)
    time_machine.shift(dt.timedelta(minutes=15))
    second = address_after(client, "/request/", pair)
    leave(client, _page(client, second), method)

    assert [client.get(page).get("Location") for page in (first, second)] == ["/request/"] * 2
    assert client.get(address_after(client, "/request/", pair)).status_code == 200
