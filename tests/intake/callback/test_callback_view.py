from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import intake.views.callback as callback_view
from clinic_site.ops.log_format import JsonFormatter
from intake.models import Submission
from intake.models.answers import unseal
from tests.html import compact
from tests.intake.unavailable import unavailable
from tests.typed import answer_to

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def _post(client: Client, data: dict[str, Any], **headers: str) -> Any:
    return client.post("/callback/", data, headers=headers)


def test_a_valid_request_redirects_to_its_receipt(client: Client, typed: Typed) -> None:
    answer = _post(client, typed())

    assert answer.status_code == 303
    assert Submission.objects.get().reference in client.get(answer["Location"]).content.decode()


def test_a_form_below_a_page_can_be_checked_without_scripts(client: Client, typed: Typed) -> None:
    answer = answer_to(client, typed(nonce="", page="ptsd-medication-alternatives"))

    assert answer.status_code == 200
    assert typed()["name"] in answer.content.decode()


def test_an_invalid_form_keeps_all_input(client: Client, typed: Typed) -> None:
    answer = answer_to(client, typed(phone="12345", message="<b>kept</b>", voicemail="yes"))

    page = answer.content.decode()
    assert all(part in page for part in ('value="12345"', "&lt;b&gt;kept&lt;/b&gt;", 'value="Sam"'))
    assert re.search(r'value="yes" id="callback-voicemail_1" (?:[^>]* )?checked', page) or re.search(
        r'name="voicemail" value="yes"[^>]*checked', page
    )
    assert Submission.objects.count() == 0


def test_the_title_and_a_summary_announce_errors(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(name="")).content.decode()

    assert "<title>Error: Request a callback" in page
    assert re.search(r'role="alert".*There is a problem.*href="#callback-name"', page, re.DOTALL)


def test_the_error_summary_links_a_group_by_its_first_choice(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(when="", times=[])).content.decode()

    assert '<a href="#callback-when_0">Choose when we may contact you</a>' in page
    assert 'id="callback-when_0"' in page


def test_an_invalid_field_is_marked_and_described_by_hint_and_error(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(code_word="x" * 61)).content.decode()

    (field,) = re.findall(r"<input[^>]*name=\"code_word\"[^>]*>", page)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="callback-code_word_helptext callback-code_word_error"' in field
    assert 'id="callback-code_word_helptext"' in page
    assert 'id="callback-code_word_error"' in page


def test_the_error_comes_before_the_input(client: Client, typed: Typed) -> None:
    page = answer_to(client, typed(code_word="x" * 61)).content.decode()

    positions = [
        page.index(part)
        for part in (
            'for="callback-code_word"',
            "callback-code_word_helptext",
            "callback-code_word_error",
            'name="code_word"',
        )
    ]
    assert positions == sorted(positions)


def test_required_fields_are_marked_and_the_marker_is_explained(client: Client) -> None:
    page = client.get("/callback/").content.decode()

    assert '"*" indicates required fields' in page
    assert page.count('<span class="required-mark" aria-hidden="true">*</span>') == 5
    assert not re.search(r"<(input|textarea)[^>]*\srequired", page)
    assert "novalidate" in page


def test_a_page_with_the_form_has_no_token_and_no_cookie(client: Client) -> None:
    answer = client.get("/ptsd-medication-alternatives/")

    assert "csrf" not in answer.content.decode().lower()
    assert not answer.cookies


def test_a_post_sets_no_cookie(client: Client, typed: Typed) -> None:
    assert not _post(client, typed()).cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_a_cross_site_post_is_shown_again_and_not_stored(
    client: Client, typed: Typed, headers: dict[str, str]
) -> None:
    answer = _post(client, typed(), **headers)

    assert (answer.status_code, Submission.objects.count()) == (403, 0)
    assert "Nothing has been sent yet" in answer.content.decode()
    assert 'value="Sam"' in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_same_origin_post_is_stored(client: Client, typed: Typed, headers: dict[str, str]) -> None:
    assert _post(client, typed(), **headers).status_code == 303
    assert Submission.objects.count() == 1


def test_an_unavailable_database_loses_no_input_and_is_reported(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(callback_view, "receive", unavailable)

    answer = _post(client, typed(message="still here"))

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "<title>Error: " in page
    assert "Nothing has been sent yet" in page
    assert "still here" in page
    (record,) = [record for record in caplog.records if record.name == callback_view.__name__]
    line = JsonFormatter().format(record)
    assert "django.db.utils.OperationalError" in line
    assert "canary" not in line


@pytest.mark.parametrize("status_of", ["receipt", "error", "refusal"])
def test_responses_to_a_post_are_not_cached(client: Client, typed: Typed, status_of: str) -> None:
    answers = {
        "receipt": lambda: client.get(_post(client, typed())["Location"]),
        "error": lambda: answer_to(client, typed(name="")),
        "refusal": lambda: _post(client, typed(), Origin="https://evil.test"),
    }

    assert answers[status_of]()["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)("/callback/").status_code == 405


def test_input_is_stored_unchanged(client: Client, typed: Typed) -> None:
    _post(client, typed(name="Zoë O’Brien 👩‍👩‍👧", message="a\r\nb"))

    answers = unseal(Submission.objects.get())
    assert (answers["name"], answers["message"]) == ("Zoë O’Brien 👩‍👩‍👧", "a\nb")


@pytest.mark.parametrize(
    "body", [b"name=%00&consent=on", b"name=%ff%fe", b"\x00" * 100, b"name=" + b"a" * 60_000, b"&&&==="]
)
def test_a_malformed_body_gets_the_form(client: Client, body: bytes) -> None:
    answer = answer_to(client, body, content_type="application/x-www-form-urlencoded")

    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("words", [20, 1_000, 40_000])
def test_a_very_long_message_is_kept_in_full(client: Client, typed: Typed, words: int) -> None:
    chance = random.Random(words)  # no address takes as much as the longest
    diary = "The first line. " * 70 + " ".join(f"{chance.getrandbits(40):x}" for _ in range(words))

    page = answer_to(client, typed(message=diary)).content.decode()

    assert "Your message must be 1,000 characters or less" in page
    assert diary.strip() in page


def test_only_folds_with_an_answer_or_an_error_are_open(client: Client, typed: Typed) -> None:
    empty = answer_to(client, {}).content.decode()
    page = answer_to(client, typed(name="", channel="", message="kept", code_word="x" * 61)).content.decode()

    assert '<details class="more-questions" open' not in empty
    opened = re.findall(r'<details class="[\w-]+" open><summary>(?:<span[^>]*>)?([^<]+)', compact(page))
    assert [summary.strip() for summary in opened] == [
        "We won’t leave a message or say where we’re calling from.",
        "Add a message",
    ]
