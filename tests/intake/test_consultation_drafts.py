from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from intake.crockford import grouped
from intake.draft_codes import new_code
from intake.models import Draft
from intake.services import drafting
from intake.views.drafts import TRIES
from tests.intake.consultation import TYPED, fill, send, start, text, url

pytestmark = pytest.mark.django_db
AWAY = "203.0.113.7"


def _code(client: Client) -> str:
    return client.cookies["draft"].value


def _resume(client: Client, code: str, **extra: Any) -> HttpResponse:
    return client.post(url("resume"), {"code": code}, **extra)


def test_the_cookie_lives_in_this_browser_until_it_is_closed(client: Client) -> None:
    cookie = start(client).cookies["draft"]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_on_tls_the_cookie_is_bound_to_this_host(client: Client) -> None:
    with override_settings(ON_TLS=True):
        cookie = start(client).cookies["__Host-draft"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_on_tls_the_cookie_is_taken_back_in_a_way_that_browsers_accept(client: Client) -> None:
    with override_settings(ON_TLS=True):
        start(client)
        cookie = client.post(url("leave")).cookies["__Host-draft"]

    assert (cookie.value, cookie["max-age"], cookie["secure"], cookie["path"]) == ("", 0, True, "/")


def test_only_start_and_resume_set_the_cookie(client: Client) -> None:
    start(client)
    pages = [client.post(url(slug), typed) for slug, typed in TYPED.items()]
    pages += [client.get(url(place)) for place in ("who", "check", "later", "resume")]

    assert [answer.cookies for answer in pages if answer.cookies] == []


def test_the_code_is_in_no_page_but_that_of_finish_later(client: Client) -> None:
    fill(client)

    for place in (*TYPED, "check", "resume"):
        page = text(client.get(url(place)))
        assert _code(client) not in page.replace("-", "")
    assert grouped(_code(client)) in text(client.get(url("later")))


def test_finish_later_keeps_what_was_typed_though_it_is_not_complete(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), {"name": "Ros", "later": "yes"})

    assert (answer.status_code, answer["Location"]) == (303, url("later"))
    assert 'value="Ros"' in text(client.get(url("reach")))


def test_finish_later_says_until_when_answers_are_kept(client: Client, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False)
    start(client)

    assert "Wednesday, November 25, 10:00 a.m. EST" in text(client.get(url("later")))


def test_looking_at_the_code_twice_shows_it_twice(client: Client) -> None:
    fill(client)

    assert text(client.get(url("later"))) == text(client.get(url("later")))


def test_closing_the_form_takes_the_code_back_and_keeps_the_draft(client: Client) -> None:
    fill(client)
    code = _code(client)

    answer = client.post(url("later"))

    assert answer.cookies["draft"].value == ""
    assert client.get(url("check"))["Location"] == url("expired")
    assert drafting.load(code, timezone.now())["reach"]["name"] == ["Rosalind Testcase"]


def test_leave_and_delete_leaves_nothing(client: Client) -> None:
    fill(client)

    answer = client.post(url("leave"))

    assert (Draft.objects.count(), answer.cookies["draft"].value) == (0, "")
    assert "Your answers are deleted" in text(answer)


def test_leaving_while_the_database_is_away_forgets_the_code_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)

    def away(_: str) -> None:
        raise OperationalError

    monkeypatch.setattr(drafting, "discard", away)
    answer = client.post(url("leave"))

    assert answer.cookies["draft"].value == ""
    assert "We could not delete your answers at once." in text(answer)


def test_another_site_cannot_have_a_draft_deleted(client: Client) -> None:
    fill(client)

    client.post(url("leave"), headers={"Sec-Fetch-Site": "cross-site"})

    assert Draft.objects.count() == 1


@pytest.mark.parametrize("written", [str, str.lower, grouped, lambda code: grouped(code).replace("-", " ")])
def test_the_code_opens_the_form_on_another_device_however_it_was_written(
    client: Client, written: Any
) -> None:
    fill(client, up_to="tried")
    other = Client()

    answer = _resume(other, written(_code(client)))

    assert answer.status_code == 303
    assert other.get(answer["Location"])["Location"] == url("tried")
    assert "I would rather talk. Años." in text(other.get(url("now")))


def test_every_wrong_code_has_the_same_answer(client: Client, time_machine: Any) -> None:
    sent, over, browser = Client(), Client(), Client()
    fill(over)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=25))
    fill(sent)
    codes = [_code(sent), _code(over), new_code(), "nonsense", "UUUU", "x" * 500]
    send(sent)

    answers = [_resume(browser, code) for code in codes]

    pages = {re.sub(r'value="[^"]*"', "", text(answer)) for answer in answers}
    assert (len(pages), {answer.status_code for answer in answers}) == (1, {422})
    assert "We have no unfinished form with this code." in pages.pop()
    assert not any(answer.cookies for answer in answers)


def test_an_empty_code_is_asked_for(client: Client) -> None:
    page = text(_resume(client, ""))

    assert "<title>Error: " in page
    assert "Enter the code as you wrote it down" in page


def test_codes_are_not_tried_without_end_from_one_network(client: Client) -> None:
    fill(client)
    guesser = Client(REMOTE_ADDR=AWAY)
    answers = [_resume(guesser, new_code()).status_code for _ in range(TRIES)]

    turned_away = _resume(guesser, _code(client))

    assert answers == [422] * TRIES
    assert (turned_away.status_code, len(turned_away.cookies)) == (429, 0)
    assert "Please try again in an hour." in text(turned_away)


def test_one_network_that_guesses_shuts_nobody_else_out(client: Client) -> None:
    fill(client)
    guesser = Client(REMOTE_ADDR=AWAY)
    for _ in range(TRIES + 1):
        _resume(guesser, new_code())

    assert _resume(Client(REMOTE_ADDR="198.51.100.7"), _code(client)).status_code == 303


def test_an_hour_later_the_code_works_again(client: Client, time_machine: Any) -> None:
    fill(client)
    browser = Client(REMOTE_ADDR=AWAY)
    for _ in range(TRIES + 1):
        _resume(browser, new_code())
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))

    assert _resume(browser, _code(client)).status_code == 303


def test_a_code_from_elsewhere_opens_nothing(client: Client) -> None:
    fill(client)

    answer = _resume(Client(), _code(client), headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, len(answer.cookies)) == (403, 0)


def test_a_code_from_a_page_that_hides_where_it_is_opens_nothing_and_stays_typed(client: Client) -> None:
    start(client)
    code, other = _code(client), Client()

    answer = _resume(other, code, headers={"Origin": "null"})

    assert (answer.status_code, "draft" in other.cookies) == (403, False)
    assert f'value="{code}"' in text(answer)


def test_the_form_for_the_code_lets_older_browsers_name_our_origin(client: Client) -> None:
    start(client)
    pages = [client.get(url("resume")), _resume(client, ""), _resume(client, "x", headers={"Origin": "null"})]

    assert [page["Referrer-Policy"] for page in pages] == ["same-origin"] * 3
    assert client.get(url("who"))["Referrer-Policy"] == "no-referrer"


def test_a_form_whose_time_is_over_is_gone_at_once_with_a_kind_page(
    client: Client, time_machine: Any
) -> None:
    fill(client)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=24))

    answer = client.get(url("now"))

    assert (answer["Location"], answer.cookies["draft"].value) == (url("expired"), "")
    page = client.get(url("expired"))
    assert page.status_code == 410
    assert "For your privacy we keep an unfinished form for 24 hours only." in text(page)


def test_what_is_typed_too_late_is_given_back(client: Client, time_machine: Any) -> None:
    fill(client, up_to="now")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=24))

    answer = client.post(url("now"), {"note": "typed <late>"})

    assert answer.status_code == 410
    assert "typed &lt;late&gt;" in answer.content.decode()
    assert answer.cookies["draft"].value == ""


def test_a_step_without_a_form_leads_to_the_kind_page_and_sets_no_cookie(client: Client) -> None:
    answer = client.get(url("now"))

    assert (answer["Location"], len(answer.cookies)) == (url("expired"), 0)
