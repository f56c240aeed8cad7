from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

import intake.views.callback as callback_view
import intake.views.receipt as receipt_view
from clinic_site.logs import JsonFormatter
from intake.models import OutboxMessage, Submission
from intake.opening import unseal

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def _post(client: Client, data: dict[str, Any], **headers: str) -> Any:
    return client.post("/callback/", data, headers=headers)


def test_a_valid_request_leads_to_its_receipt(client: Client, typed: Typed) -> None:
    answer = _post(client, typed())

    assert answer.status_code == 303
    assert Submission.objects.get().reference in client.get(answer["Location"]).content.decode()


def test_the_receipts_address_names_nobody(client: Client, typed: Typed) -> None:
    address = _post(client, typed(name="Rosalind"))["Location"]

    assert re.fullmatch(r"/callback/received/[\w-]+/", address)
    assert Submission.objects.get().pk.hex not in address
    assert "rosalind" not in address.lower()


def test_five_identical_posts_have_one_answer(client: Client, typed: Typed) -> None:
    addresses = {_post(client, typed())["Location"] for _ in range(5)}

    assert len(addresses) == 1
    assert (Submission.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_an_invalid_request_comes_back_with_all_that_was_typed(client: Client, typed: Typed) -> None:
    answer = _post(client, typed(phone="12345", message="<b>kept</b>", voicemail="yes"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(part in page for part in ('value="12345"', "&lt;b&gt;kept&lt;/b&gt;", 'value="Sam"'))
    assert re.search(r'value="yes" id="callback-voicemail_1" (?:[^>]* )?checked', page) or re.search(
        r'name="voicemail" value="yes"[^>]*checked', page
    )
    assert Submission.objects.count() == 0


def test_the_title_and_a_summary_say_that_something_is_wrong(client: Client, typed: Typed) -> None:
    page = _post(client, typed(name="")).content.decode()

    assert "<title>Error: Request a callback" in page
    assert re.search(r'role="alert".*There is a problem.*href="#callback-name"', page, re.DOTALL)


def test_the_summary_of_a_group_leads_to_its_first_choice(client: Client, typed: Typed) -> None:
    page = _post(client, typed(channel="")).content.decode()

    assert '<a href="#callback-channel_0">Choose how we should contact you</a>' in page
    assert 'id="callback-channel_0"' in page


def test_a_wrong_field_is_marked_and_described_by_hint_and_error(client: Client, typed: Typed) -> None:
    page = _post(client, typed(phone="12345")).content.decode()

    (field,) = re.findall(r"<input[^>]*name=\"phone\"[^>]*>", page)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="callback-phone_helptext callback-phone_error"' in field
    assert 'id="callback-phone_helptext"' in page
    assert 'id="callback-phone_error"' in page


def test_the_error_is_told_before_the_box(client: Client, typed: Typed) -> None:
    page = _post(client, typed(phone="12345")).content.decode()

    places = [
        page.index(part)
        for part in (
            'for="callback-phone"',
            "callback-phone_helptext",
            "callback-phone_error",
            'name="phone"',
        )
    ]
    assert places == sorted(places)


def test_required_fields_are_marked_and_the_mark_is_explained(client: Client) -> None:
    page = client.get("/callback/").content.decode()

    assert '"*" indicates required fields' in page
    assert page.count('<span class="required-mark" aria-hidden="true">*</span>') == 4
    assert not re.search(r"<(input|textarea)[^>]*\srequired", page)
    assert "novalidate" in page


def test_a_page_with_the_form_carries_no_token_and_no_cookie(client: Client) -> None:
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
def test_a_post_from_elsewhere_is_shown_again_and_not_stored(
    client: Client, typed: Typed, headers: dict[str, str]
) -> None:
    answer = _post(client, typed(), **headers)

    assert (answer.status_code, Submission.objects.count()) == (403, 0)
    assert "Nothing was sent yet" in answer.content.decode()
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
def test_a_post_from_our_own_page_is_stored(client: Client, typed: Typed, headers: dict[str, str]) -> None:
    assert _post(client, typed(), **headers).status_code == 303
    assert Submission.objects.count() == 1


def test_a_database_that_is_away_keeps_what_was_typed(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(callback_view, "receive", away)

    answer = _post(client, typed(message="still here"))
    assert answer.status_code == 503
    assert "Nothing was sent yet" in answer.content.decode()
    assert "still here" in answer.content.decode()


@pytest.mark.parametrize("status_of", ["receipt", "error", "refusal"])
def test_an_answer_to_a_person_is_kept_nowhere(client: Client, typed: Typed, status_of: str) -> None:
    answers = {
        "receipt": lambda: client.get(_post(client, typed())["Location"]),
        "error": lambda: _post(client, typed(name="")),
        "refusal": lambda: _post(client, typed(), Origin="https://evil.test"),
    }

    assert answers[status_of]()["Cache-Control"] == "no-store"


def test_the_receipt_says_by_when_and_where_to_turn_before(client: Client, typed: Typed) -> None:
    page = client.get(_post(client, typed())["Location"]).content.decode()

    due = timezone.localtime(Submission.objects.get().due_at)
    assert f"{due:%A}, {due:%B} {due.day}" in page
    assert all(number in page for number in ("tel:988", "tel:911", "sms:838255"))


def test_a_receipt_address_that_we_did_not_give_out_is_not_here(client: Client) -> None:
    assert client.get("/callback/received/nonsense/").status_code == 404


def test_a_receipt_closes_after_half_an_hour_with_a_kind_word(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    address = _post(client, typed())["Location"]
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=31))

    answer = client.get(address)

    assert answer.status_code == 410
    assert "Your request is safe with us" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/callback/").status_code == 405


def test_what_was_typed_is_what_is_stored(client: Client, typed: Typed) -> None:
    _post(client, typed(name="Zoë O’Brien 👩‍👩‍👧", message="a\r\nb"))

    answers = unseal(Submission.objects.get())
    assert (answers["name"], answers["message"]) == ("Zoë O’Brien 👩‍👩‍👧", "a\nb")


@pytest.mark.parametrize(
    "body", [b"name=%00&consent=on", b"name=%ff%fe", b"\x00" * 100, b"name=" + b"a" * 60_000, b"&&&==="]
)
def test_a_malformed_body_is_answered_with_the_form(client: Client, body: bytes) -> None:
    answer = client.post("/callback/", body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422


def test_a_diary_pasted_whole_comes_back_whole(client: Client, typed: Typed) -> None:
    diary = "A long day. " * 40_000

    page = _post(client, typed(message=diary)).content.decode()

    assert "Your message must be 1,000 characters or less" in page
    assert diary.strip() in page


def test_a_receipt_never_promises_a_time_that_has_passed(client: Client, typed: Typed) -> None:
    _post(client, typed())
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(days=20))

    page = client.get(_post(client, typed())["Location"]).content.decode()

    assert "We will contact you by" not in page
    assert "Staff have been told that you asked again." in page
    assert OutboxMessage.objects.count() == 2


def test_a_receipt_is_not_for_search_engines(client: Client, typed: Typed) -> None:
    page = client.get(_post(client, typed())["Location"]).content.decode()

    assert '<meta name="robots" content="noindex">' in page


def test_a_receipt_without_its_database_says_that_the_request_is_there(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _post(client, typed())["Location"]

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(receipt_view, "get_object_or_404", away)
    answer = client.get(address)

    assert answer.status_code == 503
    assert "We have your request" in answer.content.decode()


def test_a_request_that_could_not_be_stored_leaves_the_cause_in_the_log(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("canary: Sam")

    monkeypatch.setattr(callback_view, "receive", away)
    page = _post(client, typed()).content.decode()

    (record,) = [record for record in caplog.records if record.name == callback_view.__name__]
    line = JsonFormatter().format(record)
    assert "django.db.utils.OperationalError" in line
    assert "canary" not in line
    assert "<title>Error: " in page


def test_a_receipt_that_outlives_the_promise_does_not_claim_that_staff_were_told(
    client: Client, typed: Typed
) -> None:
    address = _post(client, typed())["Location"]
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(minutes=1))

    page = client.get(address).content.decode()

    assert "We are sorry." in page
    assert "Staff have been told" not in page
