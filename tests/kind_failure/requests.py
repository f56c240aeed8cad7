"""Failure states of the callback form, its receipt and its status page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

import intake.views.callback as callback_view
import intake.views.receipt as receipt_view
import intake.views.status as status_view
import intake.views.status_address as status_address_view
from intake.enums import Status
from intake.models import Submission
from intake.spam import guard
from tests.kind_failure.world import State, World
from tests.typed import SECRET, callback_answers


def suspect(world: World) -> Any:
    return world.client.get(world.post(spare="x")["Location"])


def flood(world: World) -> Any:
    world.configure(FLOOD_PER_NETWORK=0)
    return world.post()


def not_stored(world: World) -> Any:
    world.without_database(callback_view, "receive")
    return world.post()


def at_risk(world: World) -> Any:
    world.configure(RISK_INTERRUPTION=True)
    return world.shown_after(message="I want to die")


def from_elsewhere(world: World) -> Any:
    return world.client.post("/callback/", callback_answers(), headers={"Sec-Fetch-Site": "cross-site"})


def closed(world: World, path: str = "/callback/") -> Any:
    world.clock.move_to(dt.datetime(2026, 11, 28, 17, 0, tzinfo=dt.UTC))  # a Saturday
    return world.client.get(path)


def closed_before_the_form(world: World) -> Any:
    return closed(world, "/consultation/")


def receipt_while_closed(world: World) -> Any:
    closed(world)
    return world.client.get(world.post()["Location"])


def receipt_expired(world: World) -> Any:
    address = world.post()["Location"]
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=31))
    return world.client.get(address)


def receipt_unavailable(world: World) -> Any:
    address = world.post()["Location"]
    world.without_database(receipt_view, "get_object_or_404")
    return world.client.get(address)


def overdue(world: World) -> Any:
    address = world.post()["Location"]
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(minutes=1))
    return world.client.get(address)


def status_address(world: World) -> str:
    world.post()
    submission = Submission.objects.get()
    pair = {"reference": submission.reference, "secret": SECRET}
    return world.client.post("/request/", pair)["Location"]


def wrong_pair(world: World) -> Any:
    return world.client.post("/request/", {"reference": "Sam", "secret": "0" * 20}, follow=True)


def too_many_pairs(world: World) -> Any:
    world.monkeypatch.setattr(status_view, "TRIES", 0)
    pair = {"reference": "Sam", "secret": "0" * 20}
    return world.client.post("/request/", pair, REMOTE_ADDR="203.0.113.9")


def status_expired(world: World) -> Any:
    address = status_address(world)
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=31))
    return world.client.get(address)


def pressed_too_late(world: World, button: str, typed: dict[str, str]) -> Any:
    address = status_address(world)
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=31))
    return world.client.post(f"{address}{button}/", typed)


def change_too_late(world: World) -> Any:
    return pressed_too_late(world, "change", {"code_word": "Sam"})


def withdrawal_too_late(world: World) -> Any:
    return pressed_too_late(world, "withdraw", {})


def status_unavailable(world: World) -> Any:
    address = status_address(world)
    world.without_database(status_address_view, "get_object_or_404")
    return world.client.get(address)


def changed_too_often(world: World) -> Any:
    address = status_address(world)
    world.monkeypatch.setattr(guard, "_MOST_CHANGES", 0)
    return world.client.post(f"{address}change/", {"code_word": "Sam"})


def reopened_too_often(world: World) -> Any:
    address = status_address(world)
    world.client.post(f"{address}withdraw/")
    world.monkeypatch.setattr(guard, "_MOST_CHANGES", 0)
    return world.client.post(f"{address}undo/")


def change_not_stored(world: World) -> Any:
    address = status_address(world)
    world.without_database(status_view, "act")
    return world.client.post(f"{address}change/", {"code_word": "Sam"})


def withdrawal_not_stored(world: World) -> Any:
    address = status_address(world)
    world.without_database(status_view, "act")
    return world.client.post(f"{address}withdraw/")


def lookup_without_database(world: World) -> Any:
    world.without_database(status_view, "find")
    return world.client.post("/request/", {"reference": "Sam", "secret": "0" * 20})


def lookup_from_elsewhere(world: World) -> Any:
    pair = {"reference": "Sam", "secret": "0" * 20}
    return world.client.post("/request/", pair, headers={"Sec-Fetch-Site": "cross-site"})


def withdrawal_from_elsewhere(world: World) -> Any:
    address = status_address(world)
    return world.client.post(f"{address}withdraw/", headers={"Sec-Fetch-Site": "cross-site"})


def withdrawn(world: World) -> Any:
    address = status_address(world)
    world.client.post(f"{address}withdraw/")
    return world.client.get(address)


def ended(world: World) -> Any:
    address = status_address(world)
    Submission.objects.update(status=Status.UNREACHABLE)
    return world.client.get(address)


_STILL_HERE = "press “Request a callback” again"
STATES = [
    State(
        "error",
        lambda w: w.shown_after(phone="1"),
        200,
        "There is a problem",
        "Everything you typed",
        keeps_typed=True,
    ),
    State("suspect", suspect, 200, "We have your request", "Write both down"),
    State("words of the list", at_risk, 200, "Before you send this", "press the button", keeps_typed=True),
    State("under 18", lambda w: w.shown_after(adult="no"), 200, "This form is for adults", "tell an adult"),
    State(
        "from another site", from_elsewhere, 403, "Nothing has been sent yet", _STILL_HERE, keeps_typed=True
    ),
    State("flood", flood, 429, "It’s nothing you did", "Keep this page open", keeps_typed=True),
    State("not stored", not_stored, 503, "Nothing has been sent yet", _STILL_HERE, keeps_typed=True),
    State("receipt expired", receipt_expired, 410, "Your request is safe", "don’t need to send it again"),
    State(
        "receipt unavailable",
        receipt_unavailable,
        503,
        "We have your request",
        "reload this page in a few minutes",
    ),
    State("overdue", overdue, 200, "we’re sorry", "Write both down"),
    State("wrong pair", wrong_pair, 200, "find that request", "Check both", keeps_typed=True),
    State("too many pairs", too_many_pairs, 429, "Please wait", "again in an hour", keeps_typed=True),
    State(
        "look-up without database",
        lookup_without_database,
        503,
        "look it up yet",
        "still here",
        keeps_typed=True,
    ),
    State(
        "look-up from elsewhere", lookup_from_elsewhere, 403, "look it up yet", "still here", keeps_typed=True
    ),
    State("status expired", status_expired, 410, "This page has closed", "Look it up again"),
    State("change too late", change_too_late, 410, "What you typed just now", "Look up your request here"),
    State("withdrawal too late", withdrawal_too_late, 410, "Nothing has changed yet", "Look it up again"),
    State("status unavailable", status_unavailable, 503, "Your request is safe", "reload this page"),
    State("change not stored", change_not_stored, 503, "Nothing has changed", "again", keeps_typed=True),
    State("changed too often", changed_too_often, 429, "Please wait", "again in an hour", keeps_typed=True),
    State("reopened too often", reopened_too_often, 429, "Please wait", "send a new request"),
    State("withdrawal from elsewhere", withdrawal_from_elsewhere, 403, "Nothing has changed yet", "again"),
    State("withdrawal not stored", withdrawal_not_stored, 503, "Your request is safe", "reload"),
]
