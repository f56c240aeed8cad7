"""Submissions, outbox and audit trail in the admin."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.crypto.keys import public_keys
from intake.crypto.sealing import seal
from intake.enums import AuditKind, OutboxState, Status
from intake.models import AuditEvent, OutboxMessage, Submission
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, page_of, refused, request_of, set_status
from tests.second_factor import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_request_requires_signing_in(client: Client) -> None:
    assert client.get(f"{LIST}{request_of().pk}/change/").status_code == 302
    assert AuditEvent.objects.filter(kind="opened").count() == 0


def test_queue_shows_how_late_an_overdue_request_is(staff: Client) -> None:
    late, closed = (request_of(name, at=MONDAY - 9 * DAY) for name in ("A", "B"))
    set_status(closed, Status.REFERRED)

    page = staff.get(LIST).content.decode()
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if " late<" in row]
    assert [late.reference in row for row in rows] == [True]


def test_queue_shows_nothing_that_a_patient_wrote(staff: Client) -> None:
    request_of("Rosalind")

    page = staff.get(LIST).content.decode()
    assert not any(word in page for word in ("Rosalind", "5550142", "555-0142", "fire"))
    assert [event.kind for event in AuditEvent.objects.all()] == [AuditKind.LISTED]


def test_opening_a_request_is_recorded(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    page_of(staff, submission)

    entry = AuditEvent.objects.get(kind="opened")
    assert (entry.submission, entry.actor) == (submission, nurse)


def test_markup_in_an_answer_is_escaped(staff: Client) -> None:
    submission = request_of(message="<script>alert(1)</script>\nsecond line")
    address = f"{LIST}{submission.pk}/reveal/"
    page = staff.post(address, {"reason": "before_call"}, follow=True).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second line" in page


def test_direction_changing_characters_are_escaped(staff: Client) -> None:
    assert "Sam ⟨U+202E⟩gnirts" in page_of(staff, request_of("Sam \u202egnirts"))


def test_page_of_an_unreadable_request_says_so(staff: Client) -> None:
    submission = request_of()
    other = request_of("Kim")
    Submission.objects.filter(pk=submission.pk).update(sealed=other.sealed)

    page = page_of(staff, submission)
    assert "This request can’t be opened: altered, or moved from another row" in page
    assert other.sealed not in page


def test_closed_request_cannot_be_reopened_while_its_twin_is_open(staff: Client) -> None:
    closed = request_of()
    set_status(closed, Status.SCHEDULED)
    request_of(at=MONDAY + HOUR / 2)

    page = refused(staff, closed, "reopen")

    assert "is already open" in page
    assert Submission.objects.get(pk=closed.pk).status == Status.SCHEDULED


def test_submissions_cannot_be_added_or_deleted(staff: Client) -> None:
    submission = request_of()

    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{submission.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in staff.get(LIST).content.decode()


def test_audit_trail_is_read_only(staff: Client) -> None:
    page_of(staff, request_of())
    entry = f"/admin/intake/auditevent/{AuditEvent.objects.get(kind='opened').pk}"

    assert staff.get("/admin/intake/auditevent/").status_code == 200
    assert staff.post(f"{entry}/change/", {}).status_code == 403
    assert staff.post(f"{entry}/delete/", {"post": "yes"}).status_code == 403


def test_audit_event_cannot_be_changed_or_deleted(staff: Client) -> None:
    page_of(staff, request_of())
    entry = AuditEvent.objects.get(kind="opened")

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_failed_message_can_be_retried(staff: Client) -> None:
    request_of()
    OutboxMessage.objects.update(state=OutboxState.DEAD)
    message = OutboxMessage.objects.get()

    staff.post("/admin/intake/outboxmessage/", {"action": "try_again", "_selected_action": [message.pk]})

    message.refresh_from_db()
    assert message.state == OutboxState.WAITING


def test_administrator_without_a_role_sees_messages_and_retries_none(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    request_of()
    OutboxMessage.objects.update(state=OutboxState.DEAD)
    message = OutboxMessage.objects.get()
    administrator = sign_in(client, person("technician", is_superuser=True))
    outbox = "/admin/intake/outboxmessage/"

    assert administrator.get(outbox).status_code == 200
    administrator.post(outbox, {"action": "send_now", "_selected_action": [message.pk]})

    message.refresh_from_db()
    assert message.state == OutboxState.DEAD


def test_request_page_is_not_cached(staff: Client) -> None:
    answer = staff.get(f"{LIST}{request_of().pk}/change/")

    assert "no-store" in answer["Cache-Control"]


def test_page_of_a_request_without_answers_says_so(staff: Client) -> None:
    submission = request_of()
    sealed = seal(b'{"name": 1}', bound_to=submission.sealed_context, keys=public_keys())
    Submission.objects.filter(pk=submission.pk).update(sealed=sealed)

    assert "This request can’t be opened" in page_of(staff, submission)


def test_failed_opening_is_recorded(staff: Client) -> None:
    submission = request_of()
    Submission.objects.filter(pk=submission.pk).update(sealed="nonsense")

    page_of(staff, submission)

    assert AuditEvent.objects.filter(kind="opened").count() == 1
