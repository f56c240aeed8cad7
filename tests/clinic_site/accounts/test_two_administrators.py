"""Accounts are saved while colleagues work, or while another administrator saves: nobody meets an error.

PostgreSQL ends a deadlock with an error for one of the two. SQLite has a single lock and cannot deadlock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import AbstractBaseUser, User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from intake.audit import trail
from intake.models import Submission
from intake.services.triage.claiming import claim
from intake.services.triage.transitions import locked_for_update
from tests.at_once import AtOnce, at_once
from tests.intake.workbench import MONDAY, desk, request_of
from tests.second_factor import sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows"),
]
Person = Callable[..., AbstractBaseUser]


@pytest.fixture
def others() -> Iterator[AtOnce]:
    with at_once() as running:
        yield running


def _save(client: Client, user: AbstractBaseUser, **typed: str) -> HttpResponse:
    given = {"username": user.get_username(), "is_active": "on"} | typed
    return client.post(f"/admin/auth/user/{user.pk}/change/", given)


def test_colleague_leaves_while_one_of_their_requests_is_saved(
    client: Client, administrator: AbstractBaseUser, others: AtOnce
) -> None:
    leaving, submission = desk(), request_of()
    claim(submission, actor=leaving, now=MONDAY)

    with locked_for_update(submission) as row:
        saving = others.start(_save, client, leaving, is_active="")
        others.wait_until_blocked(1)
        trail.record_read(row, administrator, MONDAY)

    assert saving.result().status_code == 302
    assert Submission.objects.get().claimed_by is None


def test_colleague_who_is_renamed_opens_a_request(
    client: Client, administrator: AbstractBaseUser, others: AtOnce
) -> None:
    colleague, submission = desk(), request_of()

    with transaction.atomic():
        trail.record_read(submission, colleague, MONDAY)
        saving = others.start(_save, client, colleague, username="front.desk")
        others.wait_until_blocked(1)

    assert saving.result().status_code == 302
    colleague.refresh_from_db()
    assert colleague.get_username() == "front.desk"


def test_two_administrators_who_demote_each_other_leave_one(
    client: Client, administrator: AbstractBaseUser, person: Person, others: AtOnce
) -> None:
    second = person("second", is_superuser=True)
    client_of_second = Client()
    sign_in(client_of_second, second)

    with transaction.atomic():
        trail.wait_for_the_chain()  # neither can be saved yet
        one = others.start(_save, client, second)
        others.wait_until_blocked(1)
        other = others.start(_save, client_of_second, administrator)
        others.wait_until_blocked(2)

    assert one.result().status_code == 302
    assert "This is the only administrator." in other.result().content.decode()
    assert [*User.objects.filter(is_superuser=True)] == [administrator]
