"""Fixtures for most tests: form data, staff accounts, and a running site."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client

from clinic_site.clinic import first_values, store
from content import library
from intake.roles import Role
from intake.triggers import audit_triggers
from tests.prepared import Prepared, prepared_once
from tests.second_factor import sign_in
from tests.stack import Mailbox, Stack
from tests.typed import callback_answers

# Thousands of collected tests stay in memory. At Python's thresholds, looking for cycles among them takes
# a tenth of the processor time.
gc.set_threshold(20_000, 50, 100)

# Tests run with the clinic of tests/clinic.toml, unless they use a database and store facts in it.
post_migrate.disconnect(dispatch_uid=first_values.DISPATCH, sender=apps.get_app_config("clinic"))

PASSWORD = "a long password for tests"
_DATABASES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
# What these test is computed from text, settings or a few rows that Django reads: addresses, headers,
# markup, words, what a bot types. None has SQL, locks, constraints or queries of its own that may
# differ between databases.
_SAME_ON_EVERY_DATABASE = (
    "tests/content/",
    "tests/test_kind_failure.py",
    *(f"tests/clinic_site/{folder}/" for folder in ("core", "errors", "page_cache", "public")),
    *(f"tests/intake/{folder}/" for folder in ("languages", "self_check")),
    "tests/intake/spam/test_spam.py",
    *(f"tests/attacks/test_{name}.py" for name in ("every_answer", "hosts_and_paths", "page_cache_model")),
    *(f"tests/attacks/test_{name}.py" for name in ("promises", "redirects", "slow_inputs", "stored_scripts")),
)
_DIFFERS = ("tests/clinic_site/core/test_json_cache.py",)  # it reads and writes the table of the cache


def _unavailable(*_: object) -> None:
    raise DatabaseError


_read, store._read = store._read, _unavailable

_load_pages = library.load


@lru_cache(maxsize=8)
def _pages_with(_facts: str, language: str) -> library.Library:
    return _load_pages(language=language)


@wraps(_load_pages)
def _load_once(root: Path = library.ROOT, language: str = "en") -> library.Library:
    """Load the shipped pages once for the same facts. The site keeps only those with the latest facts."""
    if root != library.ROOT:
        return _load_pages(root, language)
    return _pages_with(repr(library.facts_in_pages()), language)


library.load = _load_once


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="run only tests that may differ between databases"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not _depends_on_database(item)])
        items[:] = [item for item in items if _depends_on_database(item)]
    # With --dist loadgroup, the tests of a file run in one process, and so do all that share the fleet.
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            shares_fleet = "fleet" in getattr(item, "fixturenames", ())
            group = "fleet" if shares_fleet else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
    result = yield
    if getattr(config.option, "loadgroup", False) and not all("@" in item.nodeid for item in items):
        raise pytest.UsageError("pytest-xdist doesn't keep groups together with this release of pytest")
    # A browser leaves an event loop running in its process, and database tests refuse to run beside one.
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
    return result


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten the names of tests with long texts, which would fill the log."""
    if not isinstance(val, str) or len(val) <= 80:
        return None
    return f"{val[:40].encode('unicode_escape').decode()}-{len(val)}-characters"


def _depends_on_database(item: pytest.Item) -> bool:
    """Return whether the kind of database may change the result."""
    is_same = item.nodeid.startswith(_SAME_ON_EVERY_DATABASE) and not item.nodeid.startswith(_DIFFERS)
    return _uses_database(item) and not is_same


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or _DATABASES & set(item.fixturenames))


@pytest.fixture
def typed() -> Callable[..., dict[str, Any]]:
    """Return a function that returns valid callback form data. Keywords change fields."""
    return callback_answers


@pytest.fixture
def nurse(db: None) -> AbstractBaseUser:
    """Return a staff member with all permissions."""
    user = get_user_model().objects.create_superuser("nurse", "nurse@clinic.test", PASSWORD)
    user.groups.set(Group.objects.filter(name__in=[Role.CLINICIAN, Role.MANAGER]))
    return user


@pytest.fixture
def person(db: None) -> Callable[..., AbstractBaseUser]:
    """Return a function that creates a staff account, optionally with a role."""

    def make(name: str, role: Role | None = None, **more: Any) -> AbstractBaseUser:
        user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True, **more)
        if role is not None:
            user.groups.add(Group.objects.get(name=role.value))
        return user

    return make


@pytest.fixture
def signed_in() -> Callable[[Client, AbstractBaseUser], Client]:
    """Return a function that signs in with both factors, without the sign-in pages."""
    return sign_in


@pytest.fixture(autouse=True)
def facts_of_this_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget the facts of other tests. To a test without a database, the database is unavailable."""
    store.clear_cache()
    if _uses_database(request.node):
        monkeypatch.setattr(store, "_read", _read)
    yield
    store.clear_cache()


@pytest.fixture(autouse=True)
def clearable_audit_trail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clear the audit trail after tests that commit. Its triggers prevent the usual flush."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this fixture finishes before the tables are flushed
    yield
    audit_triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_auditevent")
    audit_triggers.install(connection)


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Return a prepared site that never runs; other sites are copies of it."""
    folder = tmp_path_factory.getbasetemp()
    # Each pytest-xdist worker has a folder in that of the run.
    with prepared_once(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) as site:
        yield site


@pytest.fixture(scope="session")
def stack(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    running = prepared.copy(tmp_path_factory.mktemp("stack"), mailbox.port)
    try:
        running.start_site()
        running.wait_for_first_page()
        running.start_worker()
        yield running
    finally:
        running.stop()
