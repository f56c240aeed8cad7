"""Which staff addresses are notified of a request, by its kind and the hour."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from clinic_site.clinic.models import StaffAddress
from intake.enums import Kind, OutboxKind
from intake.mail import notifications
from intake.mail.outbox import requeue
from intake.models import Submission
from tests.intake.workbench import HOUR, MONDAY, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NIGHT = MONDAY + 12 * HOUR


def _addresses(*rows: tuple[str, str, str]) -> None:
    for name, kind, hours in rows:
        StaffAddress.objects.create(email=f"{name}@clinic.test", kind=kind, hours=hours)


def _notified(
    submission: Submission, at: dt.datetime = MONDAY, kind: OutboxKind = OutboxKind.ASKED_AGAIN
) -> list[str]:
    mail = notifications.compose(requeue(kind, submission, at))
    return sorted(each.partition("@")[0] for each in mail.to)


def _consultation() -> Submission:
    submission = request_of()
    submission.kind = Kind.CONSULTATION
    submission.save()
    return submission


def test_address_for_one_kind_is_notified_of_no_other() -> None:
    _addresses(("calls", "callback", ""), ("talks", "consultation", ""), ("all", "", ""))

    assert _notified(request_of()) == ["all", "calls"]
    assert _notified(_consultation()) == ["all", "talks"]


def test_address_is_notified_in_its_hours_in_the_clinics_time() -> None:
    _addresses(("morning", "", "09:00-12:00"), ("evening", "", "12:00-23:00"))

    assert _notified(request_of()) == ["morning"]
    assert _notified(request_of("B"), MONDAY + 2 * HOUR) == ["evening"]


def test_hour_without_an_address_notifies_all_for_that_kind() -> None:
    _addresses(("a", "callback", "09:00-10:30"), ("b", "", "09:00-11:00"), ("c", "consultation", ""))

    assert _notified(request_of(), NIGHT) == ["a", "b"]


def test_kind_without_an_address_notifies_everyone() -> None:
    _addresses(("a", "consultation", "09:00-17:00"))

    assert _notified(request_of()) == ["a"]


def test_address_that_is_not_in_use_is_not_notified() -> None:
    _addresses(("a", "", ""), ("b", "", ""))
    StaffAddress.objects.filter(email="b@clinic.test").update(in_use=False)

    assert _notified(request_of()) == ["a"]


def test_late_call_back_goes_to_every_address() -> None:
    _addresses(("a", "callback", ""), ("b", "consultation", "09:00-09:30"))
    submission = request_of()
    submission.promised_call_at = MONDAY
    submission.save()

    assert _notified(submission, kind=OutboxKind.CALL_BACK_LATE) == ["a", "b"]


@pytest.mark.parametrize("hours", ["nine to five", "17:00-09:00", "9-5"])
def test_hours_that_make_no_sense_are_refused(hours: str) -> None:
    with pytest.raises(ValidationError):
        StaffAddress(email="a@clinic.test", hours=hours).full_clean()
