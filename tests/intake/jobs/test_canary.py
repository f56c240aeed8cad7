"""The canary takes the whole path, is hidden from staff, and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from http.client import IncompleteRead
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

from clinic_site.ops.local_setup import make_secrets
from intake.models import CanaryRun, OutboxMessage, Submission
from intake.services.jobs import canary
from intake.services.jobs.canary_walk import CanaryFailed, CanaryWalk, hidden_fields
from tests.second_factor import sign_in


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    """Give this process the canary key."""
    settings.CANARY_KEY_FILE = make_secrets(tmp_path / "canary")["INDEX_KEY_FILE"]
    return settings.CANARY_KEY_FILE


def record_run(hours: float, failed_at: str = "") -> CanaryRun:
    return canary.record_run(timezone.now() - dt.timedelta(hours=hours), failed_at, 1.0)


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_request_with_a_token_is_a_canary_and_is_not_listed(
    client: Client, typed: Callable[..., dict[str, Any]], nurse: AbstractBaseUser
) -> None:
    client.post("/callback/", typed(), headers={"X-Canary": canary.new_token()})

    reference = Submission.with_canaries.get(canary=True).reference
    client.force_login(nurse)
    assert not Submission.objects.exists()
    assert reference not in client.get("/admin/intake/submission/").content.decode()


@pytest.mark.parametrize("passed", ["", "canary", "canary:1:x", None])
@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_request_with_an_invalid_token_is_an_ordinary_request(
    client: Client, typed: Callable[..., dict[str, Any]], passed: str | None
) -> None:
    headers = {} if passed is None else {"X-Canary": passed}

    client.post("/callback/", typed(), headers=headers)

    assert Submission.objects.count() == 1


@pytest.mark.usefixtures("key")
def test_token_is_valid_for_five_minutes() -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=6)):
        old = canary.new_token()

    assert canary.is_canary(canary.new_token())
    assert not canary.is_canary(old)


def test_without_a_key_nothing_is_a_canary(settings: Settings) -> None:
    settings.CANARY_KEY_FILE = None

    assert not canary.is_canary("canary")
    with pytest.raises(LookupError, match="CANARY_KEY_FILE"):
        canary.new_token()


@pytest.fixture
def walk(key: Path, live_server: LiveServer) -> CanaryWalk:
    return CanaryWalk(live_server.url, wait=10)


def test_canary_is_stored_and_opened_without_notifying_anyone(walk: CanaryWalk) -> None:
    steps = walk.steps()
    done = [next(steps) for _ in range(4)]
    call_command("worker", "--once")

    assert [*done, *steps] == ["form", "receipt", "database", "comparison", "outbox"]
    assert mail.outbox == []


def test_canary_fails_at_the_outbox_if_its_message_is_not_sent(walk: CanaryWalk) -> None:
    walk.wait = 0.2

    with pytest.raises(CanaryFailed, match="outbox: nothing within"):
        list(walk.steps())


def test_canary_fails_at_the_receipt_on_an_http_error(walk: CanaryWalk, settings: Settings) -> None:
    steps = walk.steps()
    next(steps)
    settings.MAINTENANCE = True
    walk.url = f"{walk.url}/nothing-here"

    with pytest.raises(CanaryFailed, match="receipt: the site answered"):
        next(steps)


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_run_against_an_unreachable_site_is_recorded_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"did not come through\. form: no answer"):
        call_command("canary", "--url", "http://127.0.0.1:9")

    assert CanaryRun.objects.get().failed_at == "form"


def test_failed_run_leaves_no_rows_behind(key: Path, live_server: LiveServer) -> None:
    with pytest.raises(CommandError, match="outbox"):
        call_command("canary", "--url", live_server.url, "--wait", "0.2")

    assert not Submission.with_canaries.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_answer_that_is_cut_off_is_a_failed_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise IncompleteRead(b"<!doctype html><html>", 26_000)

    monkeypatch.setattr("urllib.request.urlopen", cut_off)

    with pytest.raises(CommandError, match=r"form: no answer \(IncompleteRead\)"):
        call_command("canary", stdout=io.StringIO())
    assert CanaryRun.objects.get().failed_at == "form"


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_cleanup_leaves_ordinary_requests_alone(client: Client, typed: Callable[..., dict[str, Any]]) -> None:
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
        ([(-48, ""), (4, "")], True),  # the clock was ahead
    ],
)
@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_is_red_if_no_run_succeeded_for_three_hours(runs: list[tuple[float, str]], red: bool) -> None:
    for hours, failed_at in runs:
        record_run(hours, failed_at)

    assert canary.is_failing(timezone.now()) is red


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_form_page_asks_people_to_call_while_red(client: Client) -> None:
    assert b"Please call us" not in client.get("/callback/").content
    record_run(4)

    answer = client.get("/callback/")

    page = answer.content.decode()
    assert page.index("Please call us") < page.index('id="callback"')
    assert 'href="tel:+17325550100"' in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_staff_see_the_time_of_the_last_success(client: Client, nurse: AbstractBaseUser) -> None:
    record_run(2)
    sign_in(client, nurse)

    page = client.get("/admin/intake/submission/").content.decode()
    assert "2\xa0hours ago." in page


@pytest.mark.django_db
def test_runs_are_deleted_after_thirty_days() -> None:
    record_run(24 * 31)
    record_run(0)

    assert CanaryRun.objects.count() == 1


def test_hidden_fields_are_unescaped_as_in_a_browser() -> None:
    page = '<input type="hidden" name="stamp" value="a&amp;b"><input type="text" name="name" value="x">'

    assert hidden_fields(page) == {"stamp": "a&b"}
