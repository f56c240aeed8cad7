"""Whether a process lives and is ready, as its supervisor hears it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from clinic_site import health
from clinic_site.local_setup import make_secrets
from intake.enums import OutboxKind
from intake.models import CanaryRun, OutboxMessage

NOW = timezone.now()


@pytest.fixture
def canaries(settings: Settings, tmp_path: Path) -> None:
    """Give this process the key of canaries."""
    settings.CANARY_KEY_FILE = make_secrets(tmp_path / "canary")["INDEX_KEY_FILE"]


@pytest.fixture
def as_role(settings: Settings) -> Callable[[str], Client]:
    """Return a client of a process in a role."""

    get_resolver().url_patterns  # noqa: B018 (read once, with the role that other tests want)

    def client(role: str) -> Client:
        settings.ROLE = role
        return Client()

    return client


def waiting_since(hours: float) -> OutboxMessage:
    then = timezone.now() - dt.timedelta(hours=hours)
    return OutboxMessage.objects.create(
        kind=OutboxKind.DIGEST, day=then.date(), created_at=then, next_at=then
    )


def came_through(hours: float, failed_at: str = "") -> CanaryRun:
    then = timezone.now() - dt.timedelta(hours=hours)
    return CanaryRun.objects.create(at=then, failed_at=failed_at, seconds=1)


def test_a_process_lives_without_a_database(client: Client) -> None:
    answer = client.get("/livez")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.django_db
def test_a_supervisor_asks_by_address_and_without_tls(client: Client, settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(path, HTTP_HOST="10.0.0.7:8001")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_posts_to_health(client: Client) -> None:
    assert client.post("/livez").status_code == 405


@pytest.mark.django_db
def test_a_public_process_says_no_more_than_whether_it_is_ready(as_role: Callable[[str], Client]) -> None:
    assert as_role("public").get("/readyz").content == b"ok\n"


@pytest.mark.django_db
def test_the_staff_side_says_what_was_seen(as_role: Callable[[str], Client]) -> None:
    told = as_role("staff").get("/readyz").json()

    assert told["ready"] is True
    assert told["migrations"] == {"ok": True, "seen": 0}
    assert told["outbox"] == {"ok": True, "seen": None}
    assert told["canary"] == {"ok": True, "seen": "not configured"}


@pytest.mark.django_db
def test_a_message_that_waits_too_long_is_told_on_the_staff_side_alone(
    as_role: Callable[[str], Client],
) -> None:
    waiting_since(hours=1)

    assert as_role("staff").get("/readyz").json()["outbox"]["ok"] is False
    assert as_role("staff").get("/readyz").status_code == 503
    assert as_role("public").get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_message_that_has_just_come_in_is_no_fault(as_role: Callable[[str], Client]) -> None:
    waiting_since(hours=0.1)

    assert as_role("staff").get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("hours", "failed_at", "status"), [(1, "", 200), (3.5, "", 503), (0.1, "outbox", 503)]
)
@pytest.mark.django_db
@pytest.mark.usefixtures("canaries")
def test_a_canary_that_did_not_come_through_is_told(
    as_role: Callable[[str], Client], hours: float, failed_at: str, status: int
) -> None:
    came_through(hours, failed_at)

    assert as_role("staff").get("/readyz").status_code == status


@pytest.mark.django_db
def test_a_migration_that_waits_is_told(
    as_role: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    health._all_applied.cache_clear()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])
    try:
        answer = as_role("staff").get("/readyz")
    finally:
        health._all_applied.cache_clear()

    assert (answer.status_code, answer.json()["migrations"]) == (503, {"ok": False, "seen": 2})


@pytest.fixture
def without_a_database(transactional_db: None) -> object:
    """Let the database be away: a file in a folder that is not there, or a port nobody listens on."""
    connections["default"].close()
    given = connections["default"].settings_dict
    before = given.copy()
    given |= {"NAME": "/nowhere/at/all", "HOST": "127.0.0.1", "PORT": "9"}
    yield
    connections["default"].close()
    given.update(before)


@pytest.mark.usefixtures("without_a_database")
def test_a_process_without_its_database_is_not_ready(as_role: Callable[[str], Client]) -> None:
    answer: HttpResponse = as_role("public").get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db
def test_being_asked_again_costs_one_query(
    as_role: Callable[[str], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_role("public")
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")
