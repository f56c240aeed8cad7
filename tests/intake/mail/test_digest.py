from __future__ import annotations

import datetime as dt

import pytest

from intake.enums import Kind, OutboxKind, Status
from intake.mail import notifications
from intake.models import OutboxMessage, Submission
from intake.services.jobs.digest import write_digest
from intake.services.requests.receive import receive
from tests.intake.workbench import set_status

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)  # due the same afternoon
TUESDAY_9_AM = dt.datetime(2026, 11, 24, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def overdue() -> Submission:
    return receive(Kind.CALLBACK, {"name": "Canary"}, now=FRIDAY)


def _digests() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=OutboxKind.DIGEST))


def test_an_opening_morning_with_overdue_requests_has_one_digest(overdue: Submission) -> None:
    assert write_digest(TUESDAY_9_AM)
    assert not write_digest(TUESDAY_9_AM + dt.timedelta(minutes=5))
    assert len(_digests()) == 1


def test_the_next_morning_has_another_digest(overdue: Submission) -> None:
    write_digest(TUESDAY_9_AM)

    assert write_digest(TUESDAY_9_AM + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "moment",
    [
        TUESDAY_9_AM - dt.timedelta(seconds=1),
        TUESDAY_9_AM + dt.timedelta(hours=2),
        dt.datetime(2026, 11, 22, 14, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 25, 14, 0, tzinfo=dt.UTC),
    ],
    ids=["before opening", "late in the morning", "Sunday", "holiday"],
)
def test_there_is_no_digest_at_other_times(overdue: Submission, moment: dt.datetime) -> None:
    assert not write_digest(moment)


def test_there_is_no_digest_without_overdue_requests(overdue: Submission) -> None:
    set_status(overdue, Status.REFERRED)

    assert not write_digest(TUESDAY_9_AM)


def test_the_digest_lists_references_and_no_names(overdue: Submission) -> None:
    write_digest(TUESDAY_9_AM)

    letter = notifications.compose(_digests()[0])
    assert letter.subject == "Overdue this morning: 1"
    assert overdue.reference in letter.body
    assert "Canary" not in letter.message().as_string()


def test_the_digest_names_the_present_deadline_even_if_no_time_was_promised(overdue: Submission) -> None:
    write_digest(TUESDAY_9_AM)
    for promised in (None, FRIDAY):
        Submission.objects.update(due_at=promised, queue_at=FRIDAY + dt.timedelta(days=3))

        body = notifications.compose(_digests()[0]).body.replace("\N{NO-BREAK SPACE}", " ")
        assert f"{overdue.reference}, due Monday, November 23, " in body
