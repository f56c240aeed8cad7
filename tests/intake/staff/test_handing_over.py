"""Requests of one person are handed over at once: at the end of a shift, or when a colleague is ill."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.test import Client

from intake.enums import AuditKind, Kind, OutboxKind, Status
from intake.mail import outbox
from intake.models import AuditEvent, OutboxMessage, Submission
from intake.roles import Role
from intake.services.triage.claiming import claim, release
from intake.staff.queue.rows import PAGE
from tests.intake.workbench import LIST, MONDAY, page_of, request_of, set_status
from tests.second_factor import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def ill(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("carla", Role.FRONT_DESK, email="carla@clinic.example")


def _of(owner: AbstractBaseUser, *names: str) -> list[Submission]:
    return [claim(request_of(name), actor=owner, now=MONDAY) for name in names]


def _hand_over(client: Client, query: str, to: object, *submissions: Submission, every: str = "") -> str:
    typed = {"pick": [each.reference for each in submissions], "to": str(to)}
    if every:
        typed["every"] = every
    return client.post(f"{LIST}hand-over/?back={query}", typed, follow=True).content.decode()


def _delivered() -> list[mail.EmailMessage]:
    """Deliver the emails to colleagues a minute later; return them."""
    OutboxMessage.objects.exclude(kind=OutboxKind.ASSIGNED).delete()
    worker, now = uuid.uuid4(), MONDAY + dt.timedelta(minutes=1)
    while message := outbox.claim(worker, now):
        outbox.deliver(message, now)
    return mail.outbox


def test_requests_of_an_ill_colleague_return_to_the_queue(staff: Client, ill: AbstractBaseUser) -> None:
    first, second, third = _of(ill, "Sam", "Alex", "Kim")

    page = staff.get(LIST, {"tab": "in-hand", "who": ill.pk}).content.decode()
    assert f'name="pick" value="{first.reference}"' in page
    assert "Hand over selected" in page

    said = _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", "none", first, second)

    assert "2 requests are back in the queue." in said
    assert set(Submission.objects.filter(claimed_by=None)) == {first, second}
    assert Submission.objects.get(claimed_by=ill) == third
    assert AuditEvent.objects.filter(kind=AuditKind.RELEASED).count() == 2


def test_one_colleague_gets_them_and_one_email_about_all_of_them(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    to = person("jo", Role.FRONT_DESK, email="jo@clinic.example")
    first, second = _of(ill, "Sam", "Alex")

    said = _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to.pk, first, second)

    assert "2 requests are assigned to jo." in said
    assert "Assigned to jo" in page_of(staff, first)
    assert Submission.objects.filter(claimed_by=to).count() == 2
    assert [each.subject for each in _delivered()] == ["2 requests were handed over to you"]
    assert mail.outbox[-1].to == ["jo@clinic.example"]
    assert "/admin/intake/submission/?tab=in-hand&mine=1" in mail.outbox[-1].body


def test_the_email_counts_only_what_they_still_have(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    to = person("jo", Role.FRONT_DESK, email="jo@clinic.example")
    first, second = _of(ill, "Sam", "Alex")
    _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to.pk, first, second)
    release(first, actor=to, now=MONDAY)

    assert [each.subject for each in _delivered()] == ["1 request was handed over to you"]


def test_no_email_is_sent_once_they_have_none_of_them(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    to = person("jo", Role.FRONT_DESK, email="jo@clinic.example")
    (submission,) = _of(ill, "Sam")
    _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to.pk, submission)
    release(submission, actor=to, now=MONDAY)

    assert _delivered() == []
    assert not OutboxMessage.objects.filter(kind=OutboxKind.ASSIGNED).exists()


def test_the_email_waits_until_all_are_assigned(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    to = person("jo", Role.FRONT_DESK, email="jo@clinic.example")
    _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to.pk, *_of(ill, "Sam", "Alex"))

    message = OutboxMessage.objects.get(kind=OutboxKind.ASSIGNED)
    assert message.next_at > message.created_at


def test_all_requests_of_a_list_are_handed_over_without_selecting_them(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    to = person("jo", Role.FRONT_DESK, email="jo@clinic.example")
    _of(ill, *(f"Sam {number}" for number in range(PAGE + 3)))
    there = staff.get(LIST, {"tab": "in-hand", "who": ill.pk}).content.decode()
    assert f"Hand over all {PAGE + 3}" in there

    said = _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to.pk, every="1")

    assert f"{PAGE + 3} requests are assigned to jo." in said
    assert not Submission.objects.filter(claimed_by=ill).exists()
    assert [each.subject for each in _delivered()] == [f"{PAGE + 3} requests were handed over to you"]


def test_all_are_only_those_that_the_filters_show(staff: Client, ill: AbstractBaseUser) -> None:
    _of(ill, "Sam", "Alex")
    consultation = Submission.objects.first()
    Submission.objects.filter(pk=consultation.pk).update(kind=Kind.CONSULTATION)

    _hand_over(staff, f"tab%3Din-hand%26kind%3Dconsultation%26who%3D{ill.pk}", "none", every="1")

    assert Submission.objects.get(claimed_by=None) == consultation


@pytest.mark.parametrize("query", ["", "tab%3Dclosed%26mine%3D1", "who%3D{ill}", "found%3Dx%26who%3D{ill}"])
def test_all_of_a_list_that_was_not_shown_stay_where_they_are(
    staff: Client, ill: AbstractBaseUser, query: str
) -> None:
    _of(ill, "Sam")

    said = _hand_over(staff, query.format(ill=ill.pk), "none", every="1")

    assert "Select the requests first, and who is to have them." in said
    assert Submission.objects.get().claimed_by == ill


def test_a_single_request_is_not_offered_as_all(staff: Client, ill: AbstractBaseUser) -> None:
    _of(ill, "Sam")

    assert "Hand over all" not in staff.get(LIST, {"tab": "in-hand", "who": ill.pk}).content.decode()


def test_own_requests_are_handed_over_at_the_end_of_a_shift(staff: Client, nurse: AbstractBaseUser) -> None:
    (submission,) = _of(nurse, "Sam")

    assert "Hand over selected" in staff.get(LIST, {"tab": "in-hand", "mine": "1"}).content.decode()
    assert "1 request is back in the queue." in _hand_over(
        staff, "tab%3Din-hand%26mine%3D1", "none", submission
    )


def test_a_request_that_someone_else_has_by_now_stays_theirs(
    staff: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    quick = person("jo", Role.FRONT_DESK)
    (submission,) = _of(ill, "Sam")
    claim(submission, actor=quick, now=MONDAY, take_over_from=ill.pk)

    said = _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", "none", submission)

    assert f"{submission.reference}: jo has already claimed it." in said
    assert Submission.objects.get().claimed_by == quick


@pytest.mark.parametrize("to", ["", "x", "9999999"])
def test_who_is_to_have_them_must_be_chosen(staff: Client, ill: AbstractBaseUser, to: str) -> None:
    (submission,) = _of(ill, "Sam")

    said = _hand_over(staff, f"tab%3Din-hand%26who%3D{ill.pk}", to, submission)

    assert "Select the requests first, and who is to have them." in said
    assert Submission.objects.get().claimed_by == ill


@pytest.mark.parametrize(("tab", "query"), [("in-hand", ""), ("in-hand", "who=none"), ("closed", "mine=1")])
def test_other_lists_offer_no_hand_over(staff: Client, nurse: AbstractBaseUser, tab: str, query: str) -> None:
    _of(nurse, "Sam")
    set_status(*_of(nurse, "Alex"), Status.WITHDRAWN)

    assert "Hand over selected" not in staff.get(f"{LIST}?tab={tab}&{query}").content.decode()


def test_an_auditor_may_not_hand_over(
    client: Client, ill: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    (submission,) = _of(ill, "Sam")
    auditor = sign_in(client, person("ann", Role.AUDITOR))

    typed = {"pick": submission.reference, "to": "none"}
    assert auditor.post(f"{LIST}hand-over/?back=who%3D{ill.pk}", typed).status_code in (302, 403)
    assert Submission.objects.get().claimed_by == ill
