from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from clinic_site.core.crockford import grouped
from intake.crypto.draft_codes import new_code
from intake.models import Draft
from intake.services.requests import drafting
from intake.views.drafts import TRIES
from tests.intake.consultation_answers import TYPED, code_of, fill, send, start, text, url
from tests.intake.unavailable import unavailable

pytestmark = pytest.mark.django_db
AWAY = "203.0.113.7"


def _resume(client: Client, code: str, **extra: Any) -> HttpResponse:
    return client.post(url("resume"), {"code": code}, **extra)


def test_the_cookie_lasts_until_the_browser_is_closed(client: Client) -> None:
    cookie = start(client).cookies["draft"]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_over_tls_the_cookie_is_bound_to_this_host(client: Client) -> None:
    with override_settings(ON_TLS=True):
        cookie = start(client).cookies["__Host-draft"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_over_tls_the_cookie_is_deleted_with_the_attributes_browsers_require(client: Client) -> None:
    with override_settings(ON_TLS=True):
        start(client)
        cookie = client.post(url("leave")).cookies["__Host-draft"]

    assert (cookie.value, cookie["max-age"], cookie["secure"], cookie["path"]) == ("", 0, True, "/")


def test_only_start_and_resume_give_a_code_to_a_browser(client: Client) -> None:
    pages = [
        client.get(url(page)) for page in ("", "who", "check", "later", "resume", "paused", "others")[1:]
    ]
    pages += [client.post(url(slug), typed) for slug, typed in TYPED.items()]

    assert [answer.cookies for answer in pages if answer.cookies] == []


def test_the_pages_of_a_form_renew_the_time_in_its_cookie_and_nothing_else(client: Client) -> None:
    start(client)
    code = code_of(client)
    pages = [client.post(url(slug), typed) for slug, typed in TYPED.items()]
    pages += [client.get(url(page)) for page in ("who", "check", "later")]

    assert {answer.cookies["draft"].value.partition(".")[0] for answer in pages} == {code}


def test_only_the_finish_later_page_shows_the_code(client: Client) -> None:
    fill(client)

    for name in (*TYPED, "check", "resume"):
        page = text(client.get(url(name)))
        assert code_of(client) not in page.replace("-", "")
    assert grouped(code_of(client)) in text(client.get(url("later")))


def test_finish_later_keeps_incomplete_input(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), {"name": "Ros", "later": "yes"})

    assert (answer.status_code, answer["Location"]) == (303, url("later"))
    assert 'value="Ros"' in text(client.get(url("reach")))


def test_finish_later_shows_how_long_answers_are_kept(client: Client, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False)
    start(client)

    assert "Wednesday, November 25, 10\N{NO-BREAK SPACE}a.m. (Eastern Time)" in text(client.get(url("later")))


def test_closing_the_form_deletes_the_cookie_and_keeps_the_draft(client: Client) -> None:
    fill(client)
    code = code_of(client)

    answer = client.post(url("later"))

    assert answer.cookies["draft"].value == ""
    assert client.get(url("check"))["Location"] == url("expired")
    assert drafting.load(code, timezone.now())["reach"]["name"] == ["Rosalind Testcase"]


def test_leave_and_delete_deletes_everything(client: Client) -> None:
    fill(client)

    answer = client.post(url("leave"))

    assert (Draft.objects.count(), answer.cookies["draft"].value) == (0, "")
    assert "Your answers are deleted" in text(client.get(answer["Location"]))


def test_leaving_without_the_database_deletes_the_cookie_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)

    monkeypatch.setattr(drafting, "discard", unavailable)
    answer = client.post(url("leave"))

    assert answer.cookies["draft"].value == ""
    assert "We couldn’t delete your answers right away." in text(client.get(answer["Location"]))


def test_another_site_cannot_delete_a_draft(client: Client) -> None:
    fill(client)

    client.post(url("leave"), headers={"Sec-Fetch-Site": "cross-site"})

    assert Draft.objects.count() == 1


@pytest.mark.parametrize("written", [str, str.lower, grouped, lambda code: grouped(code).replace("-", " ")])
def test_the_code_opens_the_form_on_another_device_in_any_notation(client: Client, written: Any) -> None:
    fill(client, up_to="tried")
    other = Client()

    answer = _resume(other, written(code_of(client)))

    assert answer.status_code == 303
    assert other.get(answer["Location"])["Location"] == url("tried")
    assert "I would rather talk. Años." in text(other.get(url("now")))


def test_every_wrong_code_gets_the_same_response(client: Client, time_machine: Any) -> None:
    sent, over, browser = Client(), Client(), Client()
    fill(over)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=25))
    fill(sent)
    codes = [code_of(sent), code_of(over), new_code(), "nonsense", "UUUU", "x" * 500]
    send(sent)

    answers = [_resume(browser, code) for code in codes]

    shown = [text(browser.get(answer["Location"])) for answer in answers]
    pages = {
        re.sub(r'(value|class="(?:language|leave)-(?:link|button)" href)="[^"]*"', "", page) for page in shown
    }
    assert (len(pages), {answer.status_code for answer in answers}) == (1, {303})
    assert "We can’t find an unfinished form with this code." in pages.pop()
    assert not any(answer.cookies for answer in answers)


def test_the_code_is_required(client: Client) -> None:
    page = text(client.get(_resume(client, "")["Location"]))

    assert "<title>Error: " in page
    assert "Enter the code you wrote down" in page


def test_codes_are_not_tried_without_end_from_one_address(client: Client) -> None:
    guesser = Client(REMOTE_ADDR=AWAY)
    answers = [_resume(guesser, new_code()).status_code for _ in range(TRIES)]

    turned_away = _resume(guesser, new_code())

    assert answers == [303] * TRIES
    assert (turned_away.status_code, len(turned_away.cookies)) == (429, 0)
    assert "Please try again in an hour." in text(turned_away)


def test_the_right_code_opens_the_form_however_often_others_guessed(client: Client) -> None:
    fill(client)
    for _ in range(TRIES + 1):
        _resume(Client(REMOTE_ADDR=AWAY), new_code())

    assert _resume(Client(REMOTE_ADDR=AWAY), code_of(client))["Location"] == url("check")


def test_right_codes_are_not_counted(client: Client) -> None:
    fill(client)
    for _ in range(TRIES + 1):
        _resume(Client(REMOTE_ADDR=AWAY), code_of(client))

    assert _resume(Client(REMOTE_ADDR=AWAY), new_code()).status_code == 303


def test_guesses_from_one_address_lock_out_no_one_else(client: Client) -> None:
    guesser = Client(REMOTE_ADDR=AWAY)
    for _ in range(TRIES + 1):
        _resume(guesser, new_code())

    assert _resume(Client(REMOTE_ADDR="198.51.100.7"), new_code()).status_code == 303


def test_an_hour_later_wrong_codes_are_answered_again(client: Client, time_machine: Any) -> None:
    browser = Client(REMOTE_ADDR=AWAY)
    for _ in range(TRIES + 1):
        _resume(browser, new_code())
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))

    assert _resume(browser, new_code()).status_code == 303


def test_a_cross_site_post_of_a_code_opens_nothing(client: Client) -> None:
    fill(client)

    answer = _resume(Client(), code_of(client), headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, len(answer.cookies)) == (403, 0)


def test_a_code_posted_from_an_unknown_origin_opens_nothing_and_is_kept(client: Client) -> None:
    start(client)
    code, other = code_of(client), Client()

    answer = _resume(other, code, headers={"Origin": "null"})

    assert (answer.status_code, "draft" in other.cookies) == (403, False)
    assert f'value="{code}"' in text(answer)


def test_the_resume_page_lets_older_browsers_send_the_origin(client: Client) -> None:
    start(client)
    pages = [client.get(url("resume")), _resume(client, ""), _resume(client, "x", headers={"Origin": "null"})]
    pages.append(client.get(pages[1]["Location"]))

    assert [page["Referrer-Policy"] for page in pages] == ["same-origin"] * 4


def test_an_expired_draft_redirects_to_an_explanation(client: Client, time_machine: Any) -> None:
    fill(client)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=24))

    answer = client.get(client.get(url("now"))["Location"])

    assert (answer["Location"], answer.cookies["draft"].value) == (url("expired"), "")
    page = client.get(url("expired"))
    assert page.status_code == 410
    assert "To protect your privacy, we keep an unfinished form for only 24 hours." in text(page)


def test_input_to_an_expired_draft_is_shown(client: Client, time_machine: Any) -> None:
    fill(client, up_to="now")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=24))

    answer = client.post(url("now"), {"note": "typed <late>"})

    page = client.get(answer["Location"])
    assert (answer.status_code, page.status_code) == (303, 410)
    assert "typed &lt;late&gt;" in page.content.decode()
    assert answer.cookies["draft"].value == ""


def test_a_step_without_a_draft_redirects_to_an_explanation_without_a_cookie(client: Client) -> None:
    answer = client.get(url("now"))

    assert (answer["Location"], len(answer.cookies)) == (url("expired"), 0)
