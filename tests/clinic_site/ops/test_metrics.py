"""Metrics for Prometheus contain no personal data and require access."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from clinic_site.ops.health import HealthMiddleware
from intake.enums import Kind
from intake.forms.callback import CallbackForm
from intake.services.requests.receive import Flags, receive

pytestmark = pytest.mark.django_db
_SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+')


@pytest.fixture
def ask_for_a_call(typed: Callable[..., dict[str, Any]]) -> Callable[..., object]:
    """Return a function that stores a callback request, received `days` ago."""

    def ask(days: float = 0, canary: bool = False, **changes: Any) -> object:
        form = CallbackForm(typed(**changes))
        assert form.is_valid()
        then = timezone.now() - dt.timedelta(days=days)
        return receive(Kind.CALLBACK, form.answers(), Flags(canary=canary), now=then)

    return ask


@pytest.fixture
def token(settings: Settings, tmp_path: Path) -> str:
    """Configure a token file and return its token."""
    file = tmp_path / "metrics.token"
    file.write_text("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=\n")
    file.chmod(0o600)
    settings.METRICS_TOKEN_FILE = file
    return file.read_text().strip()


def samples(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (ln.rsplit(" ", 1) for ln in lines if ln[0] != "#")}


def test_requests_are_counted_by_status_without_canaries(
    client: Client, ask_for_a_call: Callable[..., object]
) -> None:
    ask_for_a_call(days=9)
    ask_for_a_call(name="Another")
    ask_for_a_call(name="Canary", canary=True)

    seen = samples(client)

    assert seen['clinic_requests{status="new"}'] == 2
    assert seen["clinic_requests_overdue"] == 1
    assert seen['clinic_outbox_messages{state="waiting"}'] == 3
    assert seen["clinic_outbox_oldest_seconds"] > 9 * 86_000


def test_every_line_has_the_text_format(client: Client) -> None:
    answer = client.get("/metrics")

    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert [line for line in lines if not line.startswith("# ") and not _SAMPLE.fullmatch(line)] == []


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED"])
def test_a_forwarded_request_gets_nothing(client: Client, header: str) -> None:
    assert client.get("/metrics", **{header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", ""])
def test_another_machine_gets_nothing(client: Client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_with_a_token_the_address_does_not_matter(client: Client, token: str) -> None:
    given = {"HTTP_AUTHORIZATION": f"Bearer {token}", "REMOTE_ADDR": "192.0.2.1"}

    assert client.get("/metrics", **given).status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Basic QUJD"])
def test_without_the_token_local_requests_get_nothing(client: Client, token: str, given: str) -> None:
    assert client.get("/metrics", HTTP_AUTHORIZATION=given).status_code == 404


def test_the_public_side_has_no_metrics(settings: Settings) -> None:
    settings.ROLE = "public"

    passed_on = HealthMiddleware(lambda request: HttpResponse("a page"))
    assert passed_on(RequestFactory().get("/metrics")).content == b"a page"


def test_a_token_file_readable_by_others_prevents_startup(settings: Settings, token: str) -> None:
    settings.METRICS_TOKEN_FILE.chmod(0o644)

    with pytest.raises(Exception, match="others may read it"):
        HealthMiddleware(lambda request: None)
