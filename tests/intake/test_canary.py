"""The canary goes the whole way, no person sees it, and nothing of it is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clinic_site.local_setup import make_secrets
from intake.models import CanaryRun, OutboxMessage, Submission
from intake.services import canary
from intake.services.canary_walk import CanaryFailed, CanaryWalk, hidden_fields
from tests.second_factor import sign_in


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    """Give this process the key of canaries."""
    settings.CANARY_KEY_FILE = make_secrets(tmp_path / "canary")["INDEX_KEY_FILE"]
    return settings.CANARY_KEY_FILE


def went(hours: float, failed_at: str = "") -> CanaryRun:
    return canary.write_down(timezone.now() - dt.timedelta(hours=hours), failed_at, 1.0)


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_a_request_with_a_pass_is_a_canary_that_no_list_knows(
    client: Client, typed: Callable[..., dict[str, Any]], nurse: AbstractBaseUser
) -> None:
    client.post("/callback/", typed(), headers={"X-Canary": canary.new_pass()})

    reference = Submission.with_canaries.get(canary=True).reference
    client.force_login(nurse)
    assert not Submission.objects.exists()
    assert reference not in client.get("/admin/intake/submission/").content.decode()


@pytest.mark.parametrize("passed", ["", "canary", "canary:1:x", None])
@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_a_person_with_a_made_up_pass_is_a_person(
    client: Client, typed: Callable[..., dict[str, Any]], passed: str | None
) -> None:
    headers = {} if passed is None else {"X-Canary": passed}

    client.post("/callback/", typed(), headers=headers)

    assert Submission.objects.count() == 1


@pytest.mark.usefixtures("key")
def test_a_pass_is_good_for_five_minutes() -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=6)):
        old = canary.new_pass()

    assert canary.is_canary(canary.new_pass())
    assert not canary.is_canary(old)


def test_without_a_key_nothing_is_a_canary(settings: Settings) -> None:
    settings.CANARY_KEY_FILE = None

    assert not canary.is_canary("canary")
    with pytest.raises(LookupError, match="CANARY_KEY_FILE"):
        canary.new_pass()


@pytest.fixture
def walk(key: Path, live_server: LiveServer) -> CanaryWalk:
    return CanaryWalk(live_server.url, wait=10)


def test_the_canary_is_stored_opened_and_told_to_nobody(walk: CanaryWalk) -> None:
    way = walk.steps()
    done = [next(way) for _ in range(4)]
    call_command("worker", "--once")

    assert [*done, *way] == ["form", "receipt", "database", "comparison", "outbox"]
    assert mail.outbox == []


def test_a_canary_whose_message_nobody_sends_fails_at_the_outbox(walk: CanaryWalk) -> None:
    walk.wait = 0.2

    with pytest.raises(CanaryFailed, match="outbox: nothing within"):
        list(walk.steps())


def test_a_site_that_does_not_know_canaries_is_noticed(walk: CanaryWalk, settings: Settings) -> None:
    way = walk.steps()
    next(way)
    settings.MAINTENANCE = True
    walk.url = f"{walk.url}/nothing-here"

    with pytest.raises(CanaryFailed, match="receipt: the site answered"):
        next(way)


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_a_site_that_does_not_answer_is_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"did not come through\. form: no answer"):
        call_command("canary", "--url", "http://127.0.0.1:9")

    assert CanaryRun.objects.get().failed_at == "form"


def test_nothing_of_a_canary_is_left(key: Path, live_server: LiveServer) -> None:
    with pytest.raises(CommandError, match="outbox"):
        call_command("canary", "--url", live_server.url, "--wait", "0.2")

    assert not Submission.with_canaries.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_cleaning_up_touches_no_person(client: Client, typed: Callable[..., dict[str, Any]]) -> None:
    client.post("/callback/", typed())
    person = Submission.objects.get()

    canary.remove(person, timezone.now() + dt.timedelta(days=1))

    assert Submission.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    ("runs", "red"),
    [
        ([], False),
        ([(1, "")], False),
        ([(2, ""), (1, "outbox")], False),
        ([(3.1, ""), (2, "outbox"), (1, "form")], True),
        ([(0.1, "form")], True),
    ],
)
@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_it_is_red_when_none_came_through_for_three_hours(runs: list[tuple[float, str]], red: bool) -> None:
    for hours, failed_at in runs:
        went(hours, failed_at)

    assert canary.is_red(timezone.now()) is red


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_while_it_is_red_the_form_page_asks_people_to_call(client: Client) -> None:
    assert b"Please call us" not in client.get("/callback/").content
    went(4)

    answer = client.get("/callback/")

    page = answer.content.decode()
    assert page.index("Please call us") < page.index('id="callback"')
    assert 'href="tel:+17325550100"' in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_staff_see_when_it_last_came_through(client: Client, nurse: AbstractBaseUser) -> None:
    went(2)
    sign_in(client, nurse)

    page = client.get("/admin/intake/submission/").content.decode()
    assert "The canary last came through 2\xa0hours ago." in page


@pytest.mark.django_db
def test_runs_are_forgotten_after_thirty_days() -> None:
    went(24 * 31)
    went(0)

    assert CanaryRun.objects.count() == 1


def test_hidden_fields_are_sent_back_as_a_browser_does() -> None:
    page = '<input type="hidden" name="stamp" value="a&amp;b"><input type="text" name="name" value="x">'

    assert hidden_fields(page) == {"stamp": "a&b"}
