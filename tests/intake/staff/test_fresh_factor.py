"""Revealing and exporting require a recent second factor; nothing typed is lost."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from intake.enums import AuditKind
from intake.models import AuditEvent
from tests.intake.workbench import LIST, page_of, request_of
from tests.second_factor import totp_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SECRET = "since the fire"
EXPORT = {"reason": "own_work", "format": "csv", "plain": ["reference", "status"]}


def _confirm(staff: Client, answer: object) -> object:
    assert answer["Location"].startswith("/staff/2fa/reauthenticate/?next=")
    back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    return staff.post(answer["Location"], {"code": totp_code(), "next": back})


def _revealed_or_exported() -> int:
    return AuditEvent.objects.filter(kind__in=[AuditKind.REVEALED, AuditKind.EXPORTED]).count()


def test_typed_reason_survives_reauthentication_for_a_reveal(
    staff: Client, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    address = f"{LIST}{submission.pk}/"
    typed = {"reason": "other", "text": "They called about it"}
    monday.shift(601)

    asked = staff.post(f"{address}reveal/", typed)
    assert _revealed_or_exported() == 0
    assert "They called" not in str(dict(staff.session))
    back = _confirm(staff, asked)
    page = staff.get(back["Location"]).content.decode()
    assert (back["Location"], 'value="They called about it"' in page) == (f"{address}change/", True)
    assert 'value="other" checked' in page
    assert SECRET not in page

    assert SECRET in staff.post(f"{address}reveal/", typed, follow=True).content.decode()
    assert "They called about it" not in page_of(staff, submission).partition('id="reveal-text"')[2][:80]


def test_chosen_export_survives_reauthentication(staff: Client, monday: time_machine.Coordinates) -> None:
    request_of()
    monday.shift(601)

    asked = staff.post(f"{LIST}export/", EXPORT)
    assert _revealed_or_exported() == 0
    page = staff.get(_confirm(staff, asked)["Location"])
    assert page.context["form"]["reason"].value() == "own_work"
    assert page.context["form"]["plain"].value() == ["reference", "status"]
    assert _revealed_or_exported() == 0

    assert staff.post(f"{LIST}export/", EXPORT).streaming


def test_password_alone_does_not_reauthenticate(staff: Client) -> None:
    answer = staff.get("/staff/reauthenticate/")

    assert answer["Location"] == "/staff/2fa/reauthenticate/"


def test_no_reauthentication_within_ten_minutes(staff: Client, monday: time_machine.Coordinates) -> None:
    submission = request_of()
    monday.shift(599)

    answer = staff.post(f"{LIST}{submission.pk}/reveal/", {"reason": "safety"}, follow=True)
    assert SECRET in answer.content.decode()
