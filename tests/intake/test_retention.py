from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake import audit
from intake.enums import Kind, Status
from intake.models import Amendment, AuditEvent, Submission
from intake.services.amending import amend
from intake.services.receive import receive
from intake.services.retention import purge
from intake.services.withdrawing import withdraw

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=31)


@pytest.fixture
def withdrawn() -> Submission:
    submission = receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)
    amend(submission, {"voicemail": True}, NOW)
    Submission.objects.update(phone_index="abc", email_index="def", indexed_at=NOW)
    withdraw(submission, NOW)
    return submission


def test_a_purge_leaves_a_tombstone_with_reference_and_dates(withdrawn: Submission) -> None:
    assert purge(LATER) == 1

    tombstone = Submission.objects.get()
    assert (tombstone.reference, tombstone.status) == (withdrawn.reference, Status.WITHDRAWN)
    assert (tombstone.received_at, tombstone.withdrawn_at, tombstone.purged_at) == (NOW, NOW, LATER)


def test_a_purge_destroys_everything_that_was_written(withdrawn: Submission) -> None:
    purge(LATER)

    tombstone = Submission.objects.get()
    assert (tombstone.sealed, tombstone.phone_index, tombstone.email_index) == ("", "", "")
    assert Amendment.objects.count() == 0


def test_a_purge_forgets_the_hash_of_the_words(withdrawn: Submission) -> None:
    before = withdrawn.idempotency_key
    purge(LATER)

    assert before not in Submission.objects.values_list("idempotency_key", flat=True)


def test_nothing_is_purged_before_its_time(withdrawn: Submission) -> None:
    assert purge(NOW + dt.timedelta(days=29)) == 0
    assert Submission.objects.get().sealed


def test_a_second_purge_finds_nothing(withdrawn: Submission) -> None:
    purge(LATER)

    assert purge(LATER + dt.timedelta(days=1)) == 0


def test_an_open_request_is_never_purged() -> None:
    receive(Kind.CALLBACK, {"name": str(uuid.uuid4())}, now=NOW)

    assert purge(NOW + dt.timedelta(days=4000)) == 0


def test_a_purge_is_on_record_and_leaves_the_record_of_readers(
    withdrawn: Submission, nurse: AbstractBaseUser
) -> None:
    audit.record_read(withdrawn, nurse, NOW)

    purge(LATER)

    told = AuditEvent.objects.order_by("pk").values_list("kind", "actor", "submission", "at")
    assert list(told) == [
        ("opened", nurse.pk, withdrawn.pk, NOW),
        ("purged", None, withdrawn.pk, LATER),
    ]
