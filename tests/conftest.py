"""What most tests need: typed answers, a member of staff, and the whole site running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import connection
from django.test import Client

from intake import audit_triggers
from intake.roles import Role
from tests.second_factor import sign_in
from tests.stack import Mailbox, Stack
from tests.typed import callback_answers

PASSWORD = "a long password for tests"


@pytest.fixture
def typed() -> Callable[..., dict[str, Any]]:
    """Return what a person types into the callback form, with changes where a test names them."""
    return callback_answers


@pytest.fixture
def nurse(db: None) -> AbstractBaseUser:
    """Return a member of staff who may do everything in the admin."""
    user = get_user_model().objects.create_superuser("nurse", "nurse@clinic.test", PASSWORD)
    user.groups.set(Group.objects.filter(name__in=[Role.CLINICIAN, Role.MANAGER]))
    return user


@pytest.fixture
def person(db: None) -> Callable[..., AbstractBaseUser]:
    """Return a maker of staff accounts with a role, or with none."""

    def make(name: str, role: Role | None = None, **more: Any) -> AbstractBaseUser:
        user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True, **more)
        if role is not None:
            user.groups.add(Group.objects.get(name=role.value))
        return user

    return make


@pytest.fixture
def signed_in() -> Callable[[Client, AbstractBaseUser], Client]:
    """Return a way into the staff side with both factors passed, without the pages of the doors."""
    return sign_in


@pytest.fixture(autouse=True)
def clearable_audit_trail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test that really commits be cleaned up: the audit trail refuses that by itself."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this ends before its tables are cleared
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
def stack(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("stack"), mailbox.port)
    try:
        running.prepare()
        running.start_site()
        running.start_worker()
        yield running
    finally:
        running.stop()
