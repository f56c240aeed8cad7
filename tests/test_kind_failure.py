"""Every state that is not success, as one table: each has its words, one next step, and crisis lines.

A new state is a new row of STATES.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from pytest_django import Settings

import intake.views.callback as callback_view
import intake.views.drafts as drafts_view
import intake.views.receipt as receipt_view
import intake.views.status as status_view
from intake.models import Submission
from intake.receipts import receipt_secret
from intake.services import drafting
from tests.intake.consultation import TYPED, fill, start, url, what_check_sends

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.forbidden"
handler404 = "clinic_site.errors.not_found"
handler500 = "clinic_site.errors.server_error"


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("suspicious/", _raises(SuspiciousOperation("canary"))),
    path("forbidden/", _raises(PermissionDenied("canary"))),
    path("broken/", _raises(RuntimeError("canary"))),
    path("no-database/", _raises(OperationalError("canary"))),
    path("", include("clinic_site.urls")),
]


class World:
    """A visitor, what they type, and the switches by which things go wrong."""

    def __init__(
        self, typed: Callable[..., dict[str, Any]], settings: Settings, monkeypatch: Any, clock: Any
    ):
        self.client = Client(raise_request_exception=False)
        self.typed, self.settings, self.monkeypatch, self.clock = typed, settings, monkeypatch, clock

    def post(self, address: str = "203.0.113.9", **changes: Any) -> Any:
        return self.client.post("/callback/", self.typed(**changes), REMOTE_ADDR=address)

    def without_database(self, module: Any, name: str) -> None:
        def away(*_: Any, **__: Any) -> None:
            raise OperationalError("canary")

        self.monkeypatch.setattr(module, name, away)


def _suspect(world: World) -> Any:
    return world.client.get(world.post(spare="x")["Location"])


def _flood(world: World) -> Any:
    world.settings.FLOOD_PER_NETWORK = 0
    return world.post()


def _not_stored(world: World) -> Any:
    world.without_database(callback_view, "receive")
    return world.post()


def _at_risk(world: World) -> Any:
    world.settings.RISK_INTERRUPTION = True
    return world.post(message="I want to die")


def _from_elsewhere(world: World) -> Any:
    return world.client.post("/callback/", world.typed(), headers={"Sec-Fetch-Site": "cross-site"})


def _closed(world: World) -> Any:
    world.clock.move_to(dt.datetime(2026, 11, 28, 17, 0, tzinfo=dt.UTC))  # a Saturday
    return world.client.get("/callback/")


def _receipt_expired(world: World) -> Any:
    address = world.post()["Location"]
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=31))
    return world.client.get(address)


def _receipt_later(world: World) -> Any:
    address = world.post()["Location"]
    world.without_database(receipt_view, "get_object_or_404")
    return world.client.get(address)


def _overdue(world: World) -> Any:
    address = world.post()["Location"]
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(minutes=1))
    return world.client.get(address)


def _status_address(world: World) -> str:
    world.post()
    submission = Submission.objects.get()
    pair = {"reference": submission.reference, "secret": receipt_secret(submission.pk)}
    return world.client.post("/request/", pair)["Location"]


def _wrong_pair(world: World) -> Any:
    return world.client.post("/request/", {"reference": "Sam", "secret": "0" * 20})


def _too_many_pairs(world: World) -> Any:
    world.monkeypatch.setattr(status_view, "TRIES", 0)
    pair = {"reference": "Sam", "secret": "0" * 20}
    return world.client.post("/request/", pair, REMOTE_ADDR="203.0.113.9")


def _status_expired(world: World) -> Any:
    address = _status_address(world)
    world.clock.move_to(timezone.now() + dt.timedelta(minutes=31))
    return world.client.get(address)


def _status_later(world: World) -> Any:
    address = _status_address(world)
    world.without_database(status_view, "get_object_or_404")
    return world.client.get(address)


def _change_not_stored(world: World) -> Any:
    address = _status_address(world)
    world.without_database(status_view, "amend")
    return world.client.post(f"{address}change/", {"code_word": "Sam"})


def _withdrawal_not_stored(world: World) -> Any:
    address = _status_address(world)
    world.without_database(status_view, "withdraw")
    return world.client.post(f"{address}withdraw/")


def _lookup_without_database(world: World) -> Any:
    world.without_database(status_view, "find")
    return world.client.post("/request/", {"reference": "0000-0000", "secret": "0" * 20})


def _withdrawal_from_elsewhere(world: World) -> Any:
    address = _status_address(world)
    return world.client.post(f"{address}withdraw/", headers={"Sec-Fetch-Site": "cross-site"})


def _draft_gone(world: World) -> Any:
    return world.client.post(url("who"), TYPED["who"])


def _draft_away(world: World) -> Any:
    start(world.client)
    world.without_database(drafting, "load")
    return world.client.get(url("who"))


def _step_not_kept(world: World) -> Any:
    fill(world.client, up_to="reach")
    world.without_database(drafting, "change")
    return world.client.post(url("reach"), TYPED["reach"] | {"name": "Sam"})


def _code_wrong(world: World) -> Any:
    return world.client.post(url("resume"), {"code": "0" * 26})


def _codes_too_often(world: World) -> Any:
    world.monkeypatch.setattr(drafts_view, "TRIES", 0)
    return world.client.post(url("resume"), {"code": "0" * 26}, REMOTE_ADDR="203.0.113.9")


def _checked(world: World) -> Any:
    fill(world.client)
    return world.client.post(url("send"), what_check_sends(world.client), REMOTE_ADDR="203.0.113.9")


def _consultation_flood(world: World) -> Any:
    world.settings.FLOOD_PER_NETWORK = 0
    return _checked(world)


def _consultation_not_stored(world: World) -> Any:
    world.without_database(drafting, "receive")
    return _checked(world)


def _not_a_match(world: World) -> Any:
    return world.client.post(url("is-this-for-me"), {"travel": "no"})


def _raw(body: bytes, content_type: str) -> Callable[[World], Any]:
    return lambda world: world.client.post("/callback/", body, content_type=content_type)


def _get(address: str) -> Callable[[World], Any]:
    return lambda world: world.client.get(address)


def _under_maintenance(world: World) -> Any:
    world.settings.MAINTENANCE = True
    return Client().get("/callback/")


def _check_unanswered(world: World) -> Any:
    return world.client.post("/self-check/", {"asked": "yes", "item1": "yes"})


def _step_from_elsewhere(world: World) -> Any:
    fill(world.client, up_to="reach")
    return world.client.post(url("reach"), {"name": "Sam"}, headers={"Sec-Fetch-Site": "cross-site"})


def _step_error(world: World) -> Any:
    fill(world.client, up_to="reach")
    return world.client.post(url("reach"), {"name": "Sam"})


def _step_too_late(world: World) -> Any:
    fill(world.client, up_to="reach")
    world.clock.move_to(timezone.now() + dt.timedelta(hours=24))
    return world.client.post(url("reach"), {"name": "Sam"})


def _start_from_elsewhere(world: World) -> Any:
    return world.client.post(url("start"), headers={"Sec-Fetch-Site": "cross-site"})


def _left_without_database(world: World) -> Any:
    fill(world.client)
    world.without_database(drafting, "discard")
    return world.client.post(url("leave"))


def _facts_from_elsewhere(world: World) -> Any:
    return world.client.post(url("is-this-for-me"), headers={"Sec-Fetch-Site": "cross-site"})


def _facts(**facts: str) -> Callable[[World], Any]:
    well = {"danger": "no", "adult": "yes", "travel": "yes", "ride": "yes", "told_not": "no"}
    return lambda world: world.client.post(url("is-this-for-me"), well | facts)


@dataclass(frozen=True)
class State:
    """One way not to succeed: how it comes about, its status, and words that only it has."""

    name: str
    produce: Callable[[World], Any]
    status: int
    says: str
    next_step: str
    keeps_typed: bool = False


_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data; boundary=x"
_FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n'
_STILL_HERE = "press “Ask for a call” again"
_SHORTEN = "Please go back and shorten your text."
STATES = [
    State("error", lambda w: w.post(phone="1"), 422, "There is a problem", "mend these", keeps_typed=True),
    State("self-check unanswered", _check_unanswered, 422, "Question 2: choose yes or no", "mend these"),
    State("suspect", _suspect, 200, "We have your request", "Write both down"),
    State("words of the list", _at_risk, 200, "Before you send this", "press the button", keeps_typed=True),
    State("under 18", lambda w: w.post(adult="no"), 200, "This clinic sees adults", "tell an adult"),
    State("from another site", _from_elsewhere, 403, "Nothing was sent yet", _STILL_HERE, keeps_typed=True),
    State("flood", _flood, 429, "This is not about you", "keep this page open", keeps_typed=True),
    State("not stored", _not_stored, 503, "Nothing was sent yet", _STILL_HERE, keeps_typed=True),
    State("receipt expired", _receipt_expired, 410, "Your request is safe", "do not need to send it again"),
    State("receipt later", _receipt_later, 503, "We have your request", "reload it in a few minutes"),
    State("overdue", _overdue, 200, "We are sorry", "Write both down"),
    State("wrong pair", _wrong_pair, 422, "no request with this pair", "Check both", keeps_typed=True),
    State("too many pairs", _too_many_pairs, 429, "Please wait", "again in an hour", keeps_typed=True),
    State("status expired", _status_expired, 410, "This page has closed", "Look it up again"),
    State("status later", _status_later, 503, "Your request is safe", "reload this page"),
    State("change not stored", _change_not_stored, 503, "Nothing was changed", "again", keeps_typed=True),
    State("withdrawal not stored", _withdrawal_not_stored, 503, "Your request is safe", "reload"),
    State("draft gone", _draft_gone, 410, "This form is not open any more", "Choose what fits you"),
    State("draft away", _draft_away, 503, "We cannot open your form", "reload this page"),
    State("step not kept", _step_not_kept, 503, "Nothing was sent yet", "Continue", keeps_typed=True),
    State("wrong code", _code_wrong, 422, "There is a problem", "mend"),
    State("codes too often", _codes_too_often, 429, "not opened yet", "try again in an hour"),
    State("consultation flood", _consultation_flood, 429, "not about you", "keep this page open"),
    State("consultation not stored", _consultation_not_stored, 503, "Nothing was sent yet", "Send request"),
    State("not a match", _not_a_match, 200, "We may not be the right place", "request a callback"),
    State("step error", _step_error, 422, "There is a problem", "mend these", keeps_typed=True),
    State("step from elsewhere", _step_from_elsewhere, 403, "Nothing was sent", "Continue", keeps_typed=True),
    State("step too late", _step_too_late, 410, "What you typed just now", "Choose what fits you"),
    State("start from elsewhere", _start_from_elsewhere, 403, "Nothing was started", "press “Start”"),
    State("left without database", _left_without_database, 200, "within 24 hours", "fewer traces"),
    State("facts from elsewhere", _facts_from_elsewhere, 403, "did not look at this", "See what it means"),
    State("in danger", _facts(danger="yes"), 200, "Please get help now", "call or text"),
    State("too young", _facts(adult="no"), 200, "may not be the right place", "tell an adult"),
    State("talk first", _facts(ride="no"), 200, "Let us talk first", "Request a callback"),
    State("bad request", _get("/suspicious/"), 400, "could not be read", "go back and try again"),
    State("broken multipart", _raw(b"junk", "multipart/form-data"), 400, "could not be read", "try again"),
    State("not allowed", _get("/forbidden/"), 403, "not open to you", "start from the home page"),
    State("not here", _get("/nowhere/"), 404, "This page is not here", "Start from the home page"),
    State("receipt unknown", _get("/callback/received/x/"), 404, "not here", "Start from the home page"),
    State("wrong method", lambda w: w.client.put("/callback/"), 405, "cannot be used that way", "anew"),
    State("too much text", _raw(b"a=" + b"x" * 1_100_000, _FORM), 413, "That was too much", _SHORTEN),
    State("too many fields", _raw(b"a=1&" * 200, _FORM), 413, "That was too much", _SHORTEN),
    State("a file", _raw(_FILE, _MULTIPART), 413, "no files", _SHORTEN),
    State("broken", _get("/broken/"), 500, "It is not your fault", "try again in a few minutes"),
    State("database away", _get("/no-database/"), 503, "back soon", "try again in about ten minutes"),
    State("maintenance", _under_maintenance, 503, "back soon", "try again in about ten minutes"),
]
_HARSH = re.compile(r"\b(invalid|illegal|forbidden|denied|failed|failure|bad request|fatal|abort)\b", re.I)


@pytest.fixture
def answer(
    request: pytest.FixtureRequest,
    typed: Callable[..., dict[str, Any]],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: Any,
) -> Any:
    """Return the answer in the state that the test is about."""
    return request.param.produce(World(typed, settings, monkeypatch, time_machine))


def _each(*states: State) -> Any:
    pairs = [(state, state) for state in states or STATES]
    return pytest.mark.parametrize(
        ("state", "answer"), pairs, indirect=["answer"], ids=[state.name for state, _ in pairs]
    )


def _main(answer: Any) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@_each()
def test_each_state_says_what_happened(state: State, answer: Any) -> None:
    assert answer.status_code == state.status
    assert state.says in _text(_main(answer))


@_each()
def test_each_state_has_one_next_step(state: State, answer: Any) -> None:
    steps = re.findall(r'<p class="(?:summary )?next-step">(.*?)</p>', _main(answer), re.DOTALL)

    assert len(steps) == 1
    assert state.next_step in _text(steps[0])


@_each()
def test_each_state_has_the_crisis_lines(state: State, answer: Any) -> None:
    page = answer.content.decode()

    assert [number for number in ("tel:988", "tel:911", "sms:838255") if f'href="{number}"' not in page] == []


@_each()
def test_no_state_is_harsh_or_shows_what_went_wrong_inside(state: State, answer: Any) -> None:
    text = _text(_main(answer))

    assert _HARSH.findall(text) == []
    assert "canary" not in answer.content.decode()


@_each(*[state for state in STATES if state.keeps_typed])
def test_what_was_typed_is_still_there(state: State, answer: Any) -> None:
    assert 'value="Sam"' in answer.content.decode()


@_each()
def test_each_state_is_kept_nowhere(state: State, answer: Any) -> None:
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["flood", "database away", "maintenance"])
def test_whoever_is_asked_to_wait_is_told_how_long(
    name: str, typed: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    state = next(state for state in STATES if state.name == name)

    assert state.produce(World(typed, settings, monkeypatch, time_machine))["Retry-After"]


def test_a_closed_clinic_says_on_the_form_when_it_reads_next(
    typed: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    text = _text(_main(_closed(World(typed, settings, monkeypatch, time_machine))))

    assert "Staff next read requests on Monday" in text
    assert "988" in text


def test_a_refused_method_names_the_ones_that_work() -> None:
    assert Client().put("/callback/")["Allow"] == "GET, HEAD, POST"
