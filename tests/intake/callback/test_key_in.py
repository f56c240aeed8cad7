from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import Cause, Entry, Kind, OutboxKind
from intake.forms import CallbackForm
from intake.forms.consultation_state import ConsultationState
from intake.mail import notifications
from intake.models import OutboxMessage, Submission
from intake.models.opening import current_answers
from intake.staff.key_in.forms import KeyInCallback
from tests.intake.consultation_answers import TYPED
from tests.intake.workbench import HOUR, LIST, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = f"{LIST}key-in/"


def test_a_request_added_by_staff_equals_one_from_the_website(
    staff: Client, typed: Callable[..., dict[str, Any]], nurse: AbstractBaseUser
) -> None:
    answer = staff.post(PAGE, typed(entered_as="paper"))

    submission = Submission.objects.get()
    assert answer["Location"] == f"{LIST}{submission.pk}/change/"
    form = CallbackForm(typed())
    assert form.is_valid()
    assert current_answers(submission) == form.answers()
    assert submission.entered_as == Entry.PAPER
    assert submission.status_changes.get(cause=Cause.KEYED_IN).actor == nurse


@pytest.mark.parametrize(("spoken", "written"), [("es", "es"), ("en", "en"), ("interpreter", "en")])
def test_a_request_added_by_staff_is_answered_in_the_language_of_the_person(
    staff: Client, typed: Callable[..., dict[str, Any]], spoken: str, written: str
) -> None:
    named = {"which_language": "Polish"} if spoken == "interpreter" else {}
    asked = typed(entered_as="phone", language=spoken, confirm="on", email="ana@example.com", **named)
    staff.post(PAGE, asked)

    letter = notifications.confirmation(OutboxMessage.objects.get(kind=OutboxKind.CONFIRMATION))
    assert Submission.objects.get().page_language == written
    assert ("AYUDA" in letter.body) is (written == "es")


def test_a_request_added_by_staff_has_the_same_deadline(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    staff.post(PAGE, typed(entered_as="phone"))

    submission = Submission.objects.get()
    assert submission.due_at == submission.queue_at == MONDAY + 4 * HOUR


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"entered_as": ""}, "Choose how the request arrived"),
        ({"entered_as": "web"}, "Choose how the request arrived"),
        ({"name": ""}, "Enter their name"),
        ({"phone": "12345"}, "Enter a phone number, like 732 555 0142"),
        ({"consent": ""}, "Check the box"),
        ({"adult": "no"}, "under 18"),
        ({"message": "x" * 1001}, "1,000 characters"),
    ],
)
def test_staff_input_is_validated_like_the_public_form(
    staff: Client, typed: Callable[..., dict[str, Any]], changes: dict[str, str], error: str
) -> None:
    answer = staff.post(PAGE, typed(entered_as="phone") | changes)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert error in html
    assert "There is a problem" in html
    assert Submission.objects.count() == 0


def test_invalid_staff_input_is_kept(staff: Client, typed: Callable[..., dict[str, Any]]) -> None:
    html = staff.post(PAGE, typed(entered_as="phone", phone="12345", message="kept")).content.decode()

    assert 'value="12345"' in html
    assert "kept</textarea>" in html


def test_identical_staff_input_opens_the_existing_request(
    staff: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    staff.post(PAGE, typed(entered_as="phone"))
    with time_machine.travel(MONDAY + HOUR / 6, tick=False):
        html = staff.post(PAGE, typed(entered_as="walk_in"), follow=True).content.decode()

    assert "The same request is already open" in html
    assert Submission.objects.get().entered_as == Entry.PHONE


def test_staff_see_the_same_questions_in_the_same_order() -> None:
    asked = list(KeyInCallback().fields)

    machines = {"spare", "stamp", "nonce"}
    shown = [pointer.name for pointer in CallbackForm().helper.layout.get_field_names()]
    assert asked == [name for name in shown if name not in machines]
    assert set(asked) == set(CallbackForm().fields) - machines


CONSULTATION = {name: value for step in TYPED.values() for name, value in step.items()}


@pytest.mark.parametrize("kind", list(Kind))
def test_staff_are_asked_in_their_own_voice_and_without_the_honeypot(staff: Client, kind: Kind) -> None:
    html = staff.get(PAGE, {"kind": kind}).content.decode()

    assert "Their name" in html
    assert [words for words in ("Leave this empty", "Call me", "For me<", "your name") if words in html] == []


def test_a_consultation_added_by_staff_equals_one_from_the_website(staff: Client) -> None:
    answer = staff.post(f"{PAGE}?kind=consultation", CONSULTATION | {"entered_as": "walk_in"})

    submission = Submission.objects.get()
    assert answer["Location"] == f"{LIST}{submission.pk}/change/"
    assert (submission.kind, submission.entered_as) == (Kind.CONSULTATION, Entry.WALK_IN)
    typed = {
        slug: {name: value if isinstance(value, list) else [value] for name, value in step.items()}
        for slug, step in TYPED.items()
    }
    assert current_answers(submission) == ConsultationState(typed).answers()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"entered_as": ""}, "Choose how the request arrived"),
        ({"name": ""}, "Enter their name"),
        ({"phone": ""}, "Enter the phone number"),
        ({"consent": ""}, "Check the box"),
        ({"adult": "no"}, "under 18"),
        ({"health": ["none", "heart"]}, "not both"),
    ],
)
def test_invalid_consultation_is_refused_and_kept(staff: Client, changes: dict[str, Any], error: str) -> None:
    answer = staff.post(f"{PAGE}?kind=consultation", CONSULTATION | {"entered_as": "phone"} | changes)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert "To sleep.</textarea>" in answer.content.decode()
    assert Submission.objects.count() == 0
