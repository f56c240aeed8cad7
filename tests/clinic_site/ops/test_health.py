"""`/livez` and `/readyz` report whether a process is alive and ready."""

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

from clinic_site.ops import health
from clinic_site.ops.local_setup import make_secrets
from intake.enums import OutboxKind
from intake.models import CanaryRun, OutboxMessage

NOW = timezone.now()


@pytest.fixture
def canaries(settings: Settings, tmp_path: Path) -> None:
    """Configure a canary key."""
    settings.CANARY_KEY_FILE = make_secrets(tmp_path / "canary")["INDEX_KEY_FILE"]


@pytest.fixture
def as_role(settings: Settings) -> Callable[[str], Client]:
    """Return a function that returns a client of a process with a role."""

    get_resolver().url_patterns  # noqa: B018 (load once, with the role of other tests)

    def client(role: str) -> Client:
        settings.ROLE = role
        return Client()

    return client


def add_waiting_message(hours: float) -> OutboxMessage:
    then = timezone.now() - dt.timedelta(hours=hours)
    return OutboxMessage.objects.create(
        kind=OutboxKind.DIGEST, day=then.date(), created_at=then, next_at=then
    )


def add_canary_run(hours: float, failed_at: str = "") -> CanaryRun:
    then = timezone.now() - dt.timedelta(hours=hours)
    return CanaryRun.objects.create(at=then, failed_at=failed_at, seconds=1)


def test_a_process_is_alive_without_a_database(client: Client) -> None:
    answer = client.get("/livez")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.django_db
def test_health_checks_work_by_ip_address_and_without_tls(
    client: Client, settings: Settings, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(path, HTTP_HOST="10.0.0.7:8001")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_post_is_not_allowed(client: Client) -> None:
    assert client.post("/livez").status_code == 405


@pytest.mark.django_db
def test_a_public_process_reports_only_whether_it_is_ready(as_role: Callable[[str], Client]) -> None:
    assert as_role("public").get("/readyz").content == b"ok\n"


@pytest.mark.django_db
def test_the_staff_side_reports_details(as_role: Callable[[str], Client]) -> None:
    report = as_role("staff").get("/readyz").json()

    assert report["ready"] is True
    assert report["migrations"] == {"ok": True, "seen": 0}
    assert report["outbox"] == {"ok": True, "seen": None}
    assert report["canary"] == {"ok": True, "seen": "not configured"}


@pytest.mark.django_db
def test_an_overdue_message_makes_only_the_staff_side_not_ready(
    as_role: Callable[[str], Client],
) -> None:
    add_waiting_message(hours=1)

    assert as_role("staff").get("/readyz").json()["outbox"]["ok"] is False
    assert as_role("staff").get("/readyz").status_code == 503
    assert as_role("public").get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_recent_message_does_not_affect_readiness(as_role: Callable[[str], Client]) -> None:
    add_waiting_message(hours=0.1)

    assert as_role("staff").get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("hours", "failed_at", "status"), [(1, "", 200), (3.5, "", 503), (0.1, "outbox", 503)]
)
@pytest.mark.django_db
@pytest.mark.usefixtures("canaries")
def test_a_failed_or_old_canary_makes_the_staff_side_not_ready(
    as_role: Callable[[str], Client], hours: float, failed_at: str, status: int
) -> None:
    add_canary_run(hours, failed_at)

    assert as_role("staff").get("/readyz").status_code == status


@pytest.mark.django_db
def test_an_unapplied_migration_makes_a_process_not_ready(
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
    """Make the database unavailable: a file in a missing folder, or a closed port."""
    connections["default"].close()
    database = connections["default"].settings_dict
    before = database.copy()
    database |= {"NAME": "/nowhere/at/all", "HOST": "127.0.0.1", "PORT": "9"}
    yield
    connections["default"].close()
    database.update(before)


@pytest.mark.usefixtures("without_a_database")
def test_a_process_without_its_database_is_not_ready(as_role: Callable[[str], Client]) -> None:
    answer: HttpResponse = as_role("public").get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db
def test_repeated_checks_take_one_query(
    as_role: Callable[[str], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_role("public")
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")
