"""The audit trail grouped by visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.audit import trail
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.roles import Role
from intake.services.access import visits
from intake.services.access.visits import visits_before
from tests.intake.workbench import HOUR, MONDAY, desk, enter, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MINUTE = HOUR / 60


def test_events_of_one_person_with_one_request_are_one_visit(nurse: AbstractBaseUser) -> None:
    submission, other = request_of("A"), desk("ana")
    for minutes, actor in ((0, nurse), (5, other), (20, nurse), (45, nurse)):
        trail.record(AuditKind.OPENED, actor=actor, submission=submission, now=MONDAY + minutes * MINUTE)

    found, rest = visits_before(None)

    assert [(visit.actor, visit.kinds.total()) for visit in found] == [(nurse, 3), (other, 1)]
    assert found[0].last.at - found[0].first.at == 45 * MINUTE
    assert rest is None


def test_pause_of_more_than_half_an_hour_begins_another_visit(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    for minutes in (0, 31):
        trail.record(AuditKind.OPENED, actor=nurse, submission=submission, now=MONDAY + minutes * MINUTE)

    assert len(visits_before(None)[0]) == 2


def test_pages_contain_every_event_once(nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "EVENTS", 2)
    submission = request_of()
    for hours in range(5):
        trail.record(AuditKind.OPENED, actor=nurse, submission=submission, now=MONDAY + hours * HOUR)

    counted, before = 0, None
    while True:
        found, before = visits_before(before)
        counted += sum(visit.kinds.total() for visit in found)
        if before is None:
            break
    assert counted == AuditEvent.objects.count()


def test_auditor_sees_the_visits_and_the_front_desk_does_not(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    submission = request_of()
    trail.record(AuditKind.OPENED, actor=None, submission=submission, now=MONDAY)

    page = enter(client, person("auditor", Role.AUDITOR)).get("/admin/intake/auditevent/visits/")
    assert submission.reference in page.content.decode()
    refused = enter(Client(), desk()).get("/admin/intake/auditevent/visits/")
    assert refused.status_code == 403
