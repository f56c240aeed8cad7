"""Every failure state, in one table.

Add new states here, or to the states of requests or of the consultation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from intake.models import FaqEntry
from tests.kind_failure import consultation, requests
from tests.kind_failure.world import State, World


def _raw(body: bytes, content_type: str) -> Callable[[World], Any]:
    return lambda world: world.client.post("/callback/", body, content_type=content_type, follow=True)


def _get(address: str) -> Callable[[World], Any]:
    return lambda world: world.client.get(address)


def _under_maintenance(world: World) -> Any:
    world.configure(MAINTENANCE=True)
    return Client().get("/callback/")


def _check_unanswered(world: World) -> Any:
    return world.client.post("/self-check/", {"asked": "yes", "item1": "yes"}, follow=True)


def _question_from_elsewhere(world: World) -> Any:
    FaqEntry.objects.create(slug="one", question="One?", answer="Yes.", topic="general", published=True)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    return world.client.post("/faq/one/clear/", {"clear": "yes"}, headers=elsewhere)


_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data; boundary=x"
_FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n'
_SHORTEN = "Please go back and write less."
STATES = [
    *requests.STATES,
    *consultation.STATES,
    State(
        "self-check unanswered",
        _check_unanswered,
        200,
        "Question 2: choose yes or no",
        "Everything you typed",
    ),
    State(
        "question from elsewhere", _question_from_elsewhere, 403, "count your answer", "press “Yes” or “No”"
    ),
    State("bad request", _get("/suspicious/"), 400, "read that request", "go back and try again"),
    State("broken multipart", _raw(b"junk", "multipart/form-data"), 400, "read that request", "try again"),
    State("not allowed", _get("/forbidden/"), 403, "open this page", "start from the home page"),
    State("not here", _get("/nowhere/"), 404, "We can’t find that page", "start from the home page"),
    State(
        "receipt unknown", _get("/callback/received/x/"), 404, "find that page", "start from the home page"
    ),
    State("wrong method", lambda w: w.client.put("/callback/"), 405, "opened that way", "home page"),
    State("too much text", _raw(b"a=" + b"x" * 1_100_000, _FORM), 413, "That was too long", _SHORTEN),
    State("too many fields", _raw(b"a=1&" * 200, _FORM), 413, "That was too long", _SHORTEN),
    State("a file", _raw(_FILE, _MULTIPART), 413, "no files", _SHORTEN),
    State("broken", _get("/broken/"), 500, "It’s not your fault", "reload this page in a few minutes"),
    State("database away", _get("/no-database/"), 503, "back soon", "reload this page in about ten minutes"),
    State("maintenance", _under_maintenance, 503, "back soon", "reload this page in about ten minutes"),
]
