"""Failure states of the consultation form and of the suitability check before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

import intake.views.drafts as drafts_view
from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, WELL, draft_of, fill, start, url, what_check_sends
from tests.kind_failure.world import State, World


def started_too_often(world: World) -> Any:
    world.configure(FLOOD_PER_NETWORK=0)
    return world.client.post(url("start"), REMOTE_ADDR="203.0.113.9")


def draft_gone(world: World) -> Any:
    return world.client.post(url("who"), TYPED["who"], follow=True)


def draft_away(world: World) -> Any:
    start(world.client)
    world.without_database(drafting, "load")
    return world.client.get(url("who"))


def step_not_kept(world: World) -> Any:
    fill(world.client, up_to="reach")
    world.without_database(drafting, "change")
    typed = TYPED["reach"] | {"name": "Sam", "draft": draft_of(world.client)}
    return world.client.post(url("reach"), typed)


def code_wrong(world: World) -> Any:
    return world.client.post(url("resume"), {"code": "0" * 26}, follow=True)


def codes_too_often(world: World) -> Any:
    world.monkeypatch.setattr(drafts_view, "TRIES", 0)
    return world.client.post(url("resume"), {"code": "0" * 26}, REMOTE_ADDR="203.0.113.9")


def code_from_elsewhere(world: World) -> Any:
    return world.client.post(url("resume"), {"code": "0" * 26}, headers={"Sec-Fetch-Site": "cross-site"})


def checked(world: World) -> Any:
    fill(world.client)
    return world.client.post(url("send"), what_check_sends(world.client), REMOTE_ADDR="203.0.113.9")


def consultation_flood(world: World) -> Any:
    world.configure(FLOOD_PER_NETWORK=0)
    return checked(world)


def consultation_not_stored(world: World) -> Any:
    world.without_database(drafting, "receive")
    return checked(world)


def not_a_match(world: World) -> Any:
    return world.client.post(url("is-this-for-me"), {"travel": "no"}, follow=True)


def step_from_elsewhere(world: World) -> Any:
    fill(world.client, up_to="reach")
    typed = {"name": "Sam", "draft": draft_of(world.client)}
    return world.client.post(url("reach"), typed, headers={"Sec-Fetch-Site": "cross-site"})


def step_error(world: World) -> Any:
    fill(world.client, up_to="reach")
    return world.client.post(url("reach"), {"name": "Sam"}, follow=True)


def step_too_late(world: World) -> Any:
    fill(world.client, up_to="reach")
    world.clock.move_to(timezone.now() + dt.timedelta(hours=24))
    return world.client.post(url("reach"), {"name": "Sam"}, follow=True)


def start_from_elsewhere(world: World) -> Any:
    return world.client.post(url("start"), headers={"Sec-Fetch-Site": "cross-site"})


def left_without_database(world: World) -> Any:
    fill(world.client)
    world.without_database(drafting, "discard")
    return world.client.post(url("leave"), follow=True)


def left_alone(world: World) -> Any:
    fill(world.client)
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=20))
    return world.client.get(url("check"), follow=True)


def age_a_slip(world: World) -> Any:
    fill(world.client)
    return world.client.post(url("who"), TYPED["who"] | {"adult": "no"}, follow=True)


def facts_from_elsewhere(world: World) -> Any:
    typed = {"travel": "no"}
    return world.client.post(url("is-this-for-me"), typed, headers={"Sec-Fetch-Site": "cross-site"})


def facts(**facts: str) -> Callable[[World], Any]:
    return lambda world: world.client.post(url("is-this-for-me"), WELL | facts, follow=True)


STATES = [
    State("draft gone", draft_gone, 410, "This form is no longer open", "Choose what fits you"),
    State("draft away", draft_away, 503, "We can’t open your form", "reload this page"),
    State("step not kept", step_not_kept, 503, "Nothing has been sent yet", "Continue", keeps_typed=True),
    State("wrong code", code_wrong, 200, "There is a problem", "Everything you typed"),
    State("codes too often", codes_too_often, 429, "opened your form yet", "try again in an hour"),
    State(
        "code from elsewhere",
        code_from_elsewhere,
        403,
        "opened your form yet",
        "press “Continue” here",
    ),
    State("consultation flood", consultation_flood, 429, "nothing you did", "Keep this page open"),
    State(
        "consultation not stored", consultation_not_stored, 503, "Nothing has been sent yet", "Send request"
    ),
    State("not a match", not_a_match, 200, "We may not be the right place", "request a callback"),
    State("step error", step_error, 200, "There is a problem", "Everything you typed", keeps_typed=True),
    State(
        "step from elsewhere", step_from_elsewhere, 403, "Nothing has been sent", "Continue", keeps_typed=True
    ),
    State("step too late", step_too_late, 410, "What you typed just now", "Choose what fits you"),
    State("started too often", started_too_often, 429, "Please wait a while", "ask for a call instead"),
    State("start from elsewhere", start_from_elsewhere, 403, "Your form hasn’t started yet", "press “Start”"),
    State("left without database", left_without_database, 200, "within 24 hours", "fewer traces"),
    State("left alone", left_alone, 200, "Your answers are hidden", "close this page"),
    State("age a slip", age_a_slip, 200, "Did you mean to choose “No”?", "tell an adult"),
    State("facts from elsewhere", facts_from_elsewhere, 403, "looked at this yet", "See what it means"),
    State("in danger", facts(danger="yes"), 200, "Please get help now", "call or text"),
    State("too young", facts(adult="no"), 200, "may not be the right place", "tell an adult"),
    State("talk first", facts(ride="no"), 200, "Let’s talk first", "Request a callback"),
]
