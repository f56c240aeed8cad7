"""Exports have what staff wrote about a person if it is asked for: notes and the text of an outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AuditKind, Outcome, RevealReason, Status
from intake.models import AuditEvent, Note, Submission
from intake.roles import Role
from intake.services.jobs.retention import purge
from intake.services.triage.closing import Ending, close
from intake.services.triage.notes import record_reveal, write_note
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, enter, request_of

pytestmark = pytest.mark.django_db
PAGE = f"{LIST}export/"
BOTH = ["outcome_text", "notes"]


@pytest.fixture
def manager(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("manager", Role.MANAGER)


@pytest.fixture
def staff(client: Client, manager: AbstractBaseUser) -> Client:
    return enter(client, manager)


@pytest.fixture
def closed(manager: AbstractBaseUser) -> Submission:
    submission = request_of()
    write_note(submission, "Works nights.\nHas a dog.", author=manager, now=MONDAY)
    record_reveal(submission, RevealReason.OTHER, "To plan the call.", reader=manager, now=MONDAY + HOUR)
    return close(submission, Ending(Status.SPAM, Outcome.OTHER, "=Sells beds"), actor=manager, now=MONDAY)


def _asked(**changes: Any) -> dict[str, Any]:
    return {"reason": "they_asked", "format": "json", "plain": ["outcome"]} | changes


def _as_shown(answer: Any) -> dict[str, Any]:
    """Return what the form on a page would send."""
    form = answer.context["form"]
    return {field.html_name: value for field in form if (value := field.value())}


def _file(client: Client, **changes: Any) -> str:
    answer = client.post(PAGE, _asked(**changes))
    assert answer.streaming, answer.content.decode()
    return b"".join(answer.streaming_content).decode()


def _row(client: Client, **changes: Any) -> dict[str, Any]:
    (row,) = json.loads(_file(client, **changes))["requests"]
    return row


def test_a_person_gets_the_notes_and_the_text_of_the_outcome(staff: Client, closed: Submission) -> None:
    row = _row(staff, by_staff=BOTH)

    assert (row["outcome"], row["outcome_text"]) == ("other", "=Sells beds")
    assert row["notes"] == (
        "2026-11-23T10:00:00-05:00 manager (note): Works nights.\nHas a dog.\n"
        "2026-11-23T11:00:00-05:00 manager (reveal: other): To plan the call."
    )


def test_no_cell_that_staff_wrote_is_a_formula(staff: Client, closed: Submission) -> None:
    assert '"\'=Sells beds"' in _file(staff, by_staff=BOTH, format="csv")


def test_what_staff_wrote_is_left_out_unless_asked_for(staff: Client, closed: Submission) -> None:
    assert staff.get(PAGE).context["form"]["by_staff"].value() is None
    for changes in ({}, {"format": "fhir", "by_staff": BOTH}):
        file = _file(staff, **changes, reason="record")
        assert "Works nights" not in file
        assert "Sells beds" not in file


def test_each_request_whose_notes_are_exported_is_recorded(staff: Client, closed: Submission) -> None:
    _file(staff, by_staff=["notes"], reason="record")

    whole, each = AuditEvent.objects.filter(kind=AuditKind.EXPORTED).order_by("pk")
    assert whole.detail["columns"] == ["outcome", "notes"]
    assert each.submission == closed


def test_unreadable_and_destroyed_texts_do_not_stop_an_export(staff: Client, closed: Submission) -> None:
    Note.objects.filter(about="note").update(sealed="nonsense")
    Submission.objects.update(outcome_text="nonsense")
    row = _row(staff, by_staff=BOTH)
    assert row["outcome_text"] == "This text can’t be opened."
    assert "(note): This text can’t be opened.\n" in row["notes"]

    purge(MONDAY + 400 * DAY)
    row = _row(staff, by_staff=BOTH)
    assert (row["outcome_text"], row["notes"], row["answers"]) == ("", "", "purged")


@pytest.mark.parametrize("checked", [[], ["notes"]])
def test_what_staff_wrote_is_checked_if_a_person_asked_for_their_data(
    staff: Client, closed: Submission, checked: list[str]
) -> None:
    typed = _asked(by_staff=checked, written=["message"], since="2026-11-01")
    answer = staff.post(PAGE, typed)

    assert "so it is now checked" in answer.content.decode()
    assert not AuditEvent.objects.filter(kind=AuditKind.EXPORTED).exists()
    again = _as_shown(answer)
    assert again == typed | {"by_staff": BOTH, "suggested": "yes"}
    assert "Works nights" in _file(staff, **again)


def test_what_is_unchecked_after_that_is_left_out(staff: Client, closed: Submission) -> None:
    again = _as_shown(staff.post(PAGE, _asked()))

    assert _row(staff, **again | {"by_staff": ["outcome_text"]}).keys() == {
        "outcome",
        "outcome_text",
        "answers",
    }
    assert _row(staff, **again | {"by_staff": []}).keys() == {"outcome", "answers"}


def test_fhir_for_a_person_says_once_that_it_never_has_what_staff_wrote(
    staff: Client, closed: Submission
) -> None:
    answer = staff.post(PAGE, _asked(format="fhir", by_staff=BOTH))
    assert "FHIR never has it" in answer.content.decode()

    again = _as_shown(answer)
    assert again["format"] == "fhir"
    assert "Bundle" in _file(staff, **again)
    assert "Works nights" in _file(staff, **again | {"format": "csv"})


def test_another_error_is_shown_beside_what_was_checked(staff: Client, closed: Submission) -> None:
    answer = staff.post(PAGE, _asked(since="tomorrow"))

    assert answer.context["form"].errors.keys() == {"since", "by_staff"}
    again = _as_shown(answer)
    assert again["since"] == "tomorrow"
    assert "Works nights" in _file(staff, **again | {"since": ""})
