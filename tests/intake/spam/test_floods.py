"""What floods and targeted abuse reach: marks for what machines send, and little else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake.enums import OutboxKind, SuspectReason
from intake.models import OutboxMessage, RateCount, Submission
from intake.spam.form_timestamp import new_timestamp

Typed = Callable[..., dict[str, Any]]
NOW = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def _post(client: Client, data: dict[str, Any], address: str) -> Any:
    return client.post("/callback/", data, REMOTE_ADDR=address)


def _someone(number: int, **more: str) -> dict[str, str]:
    return {"name": f"P{number}", "phone": f"732 555 {number:04}"} | more


def _confirmations() -> int:
    return OutboxMessage.objects.filter(kind=OutboxKind.CONFIRMATION).count()


def test_one_timestamp_used_from_many_networks_is_marked(client: Client, typed: Typed) -> None:
    stamp = new_timestamp(NOW - dt.timedelta(minutes=2))

    answers = [
        _post(client, typed(stamp=stamp, **_someone(number)), f"2001:db8:{number:x}:1::1").status_code
        for number in range(400)
    ]

    assert answers == [303] * 400
    assert Submission.objects.filter(quarantined=True).count() >= 390


def test_one_cached_page_sent_from_many_networks_is_marked(client: Client, typed: Typed) -> None:
    stamp = new_timestamp(NOW, to_the_hour=True)

    for number in range(150):
        _post(client, typed(stamp=stamp, **_someone(number)), f"2001:db8:{number:x}:1::1")

    assert Submission.objects.filter(quarantined=True).count() == 50


def test_flood_from_one_address_neither_refuses_nor_marks_its_neighbors(client: Client, typed: Typed) -> None:
    flood = [_post(client, typed(**_someone(number)), "203.0.113.9").status_code for number in range(51)]

    neighbor = _post(client, typed(**_someone(999)), "203.0.113.10")

    assert flood == [303] * 50 + [429]
    assert neighbor.status_code == 303
    assert not Submission.objects.get(suspect_reasons="", pk=_stored(neighbor, client)).quarantined


def test_people_who_share_an_address_with_a_burst_are_refused_for_ten_minutes_at_most(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    for number in range(400):
        _post(client, typed(**_someone(number)), "203.0.113.9")
    refused = _post(client, typed(**_someone(999)), "203.0.113.9")

    time_machine.move_to(NOW + dt.timedelta(minutes=10), tick=False)

    assert refused.status_code == 429
    assert _post(client, typed(**_someone(999)), "203.0.113.9").status_code == 303


def test_one_address_sends_no_more_in_an_hour_than_the_setting_says(
    client: Client, typed: Typed, settings: Settings, time_machine: Any
) -> None:
    settings.FLOOD_PER_NETWORK = 12
    for number in range(60):
        time_machine.move_to(NOW.replace(minute=number), tick=False)
        _post(client, typed(**_someone(number)), "203.0.113.9")

    assert Submission.objects.count() == 12


def _stored(answer: Any, client: Client) -> Any:
    page = client.get(answer["Location"]).content.decode()
    return next(row.pk for row in Submission.objects.all() if row.reference in page)


@pytest.mark.parametrize(
    ("addresses", "marked"),
    [
        ([f"203.0.113.{number}" for number in range(6)], 2),
        ([f"203.0.{number}.1" for number in range(12)], 2),
        ([f"2001:db8:0:{number:x}::1" for number in range(6)], 2),
        ([f"2001:db8:0:{number << 8:x}::1" for number in range(12)], 2),
        ([f"{number + 20}.0.0.1" for number in range(25)], 5),
        (["203.0.113.5"] * 4, 2),
        (["2001:db8::1", "2001:db8::2", "2001:db8::3"], 1),
    ],
    ids=["/24", "/16", "/56", "/48", "all together", "one address", "/64"],
)
def test_many_requests_from_one_network_of_any_size_are_marked_and_stored(
    client: Client, typed: Typed, settings: Settings, addresses: list[str], marked: int
) -> None:
    settings.SUSPECT_PER_NETWORK = 2

    for number, address in enumerate(addresses):
        assert _post(client, typed(**_someone(number)), address).status_code == 303

    assert Submission.objects.filter(quarantined=True).count() == marked
    assert Submission.objects.count() == len(addresses)


def test_marked_requests_do_not_use_up_wider_networks(
    client: Client, typed: Typed, settings: Settings
) -> None:
    settings.SUSPECT_PER_NETWORK = 2
    for number in range(30):
        _post(client, typed(stamp="", **_someone(number)), f"203.0.113.{number}")

    _post(client, typed(**_someone(99)), "203.0.113.99")

    assert Submission.objects.filter(quarantined=False).count() == 1


def test_posts_with_a_persons_number_flag_the_owners_request_and_hide_nothing(
    client: Client, typed: Typed
) -> None:
    for number in range(6):
        _post(client, typed(name=f"P{number}"), f"198.51.{number}.1")

    _post(client, typed(name="The owner"), "203.0.113.1")

    flagged = Submission.objects.filter(suspect_reasons=SuspectReason.SAME_PHONE)
    assert (flagged.count(), Submission.objects.filter(quarantined=True).count()) == (2, 0)


def test_forty_requests_send_one_confirmation_to_a_stranger(client: Client, typed: Typed) -> None:
    spellings = ("stranger@example.com", "Stranger@Example.com", "stran.ger+tag@example.com")

    for number in range(40):
        asked = {"confirm": "on", "email": spellings[number % 3], **_someone(number)}
        assert _post(client, typed(**asked), f"198.51.{number}.1").status_code == 303

    assert (Submission.objects.count(), _confirmations()) == (40, 1)


def test_address_gets_a_confirmation_again_the_next_day(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    for day in range(2):
        time_machine.move_to(NOW + dt.timedelta(days=day), tick=False)
        asked = {"confirm": "on", "email": "sam@example.com", **_someone(day)}
        _post(client, typed(**asked), "198.51.100.1")

    assert _confirmations() == 2


def test_suspect_sends_no_confirmation_and_uses_none_up(client: Client, typed: Typed) -> None:
    asked = {"confirm": "on", "email": "sam@example.com"}
    _post(client, typed(spare="x", **asked), "198.51.100.1")
    assert _confirmations() == 0

    _post(client, typed(**asked, **_someone(2)), "198.51.100.2")

    assert _confirmations() == 1


def test_no_email_address_is_stored_for_counting(client: Client, typed: Typed) -> None:
    _post(client, typed(confirm="on", email="sam@example.com"), "198.51.100.1")

    assert not any("sam" in row.key or "example" in row.key for row in RateCount.objects.all())
    assert RateCount.objects.filter(
        until=timezone.now().replace(hour=0, minute=0) + dt.timedelta(days=1)
    ).exists()
