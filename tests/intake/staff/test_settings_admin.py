"""Settings that managers can change, and their audit events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site.clinic import clear_cache
from clinic_site.clinic import current as current_clinic
from clinic_site.clinic.models import OpeningHours
from intake.enums import AuditKind, OutboxKind
from intake.mail import notifications
from intake.models import AuditEvent, CannedReply, MailTemplate, OutboxMessage
from intake.roles import Role
from intake.services.calls.replies import replies
from tests.html import compact
from tests.intake.workbench import LIST, MONDAY, desk, enter, request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
ADMIN = "/admin/intake/"
MAIL = {
    "kind": "new_request",
    "subject": "Look: {reference}",
    "text": "New: {reference}\nCall by {due}.\n\n{link}",
    "in_use": "on",
}


@pytest.fixture(autouse=True)
def _hours_of_the_file() -> Iterator[None]:
    clear_cache()
    yield
    clear_cache()


@pytest.fixture
def boss(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    return person("boss", Role.MANAGER)


@pytest.fixture
def manager(client: Client, boss: AbstractBaseUser) -> Client:
    return sign_in(client, boss)


def _post(client: Client, model: str, **typed: str) -> str:
    app = "clinic" if model in {"openinghours", "holiday"} else "intake"
    answer = client.post(f"/admin/{app}/{model}/add/", typed)
    return "saved" if answer.status_code == 302 else answer.content.decode()


# --- opening hours


def test_hours_form_starts_with_the_hours_of_the_file(manager: Client) -> None:
    page = manager.get("/admin/clinic/openinghours/", follow=True).content.decode()

    assert 'name="wednesday" value="09:00-12:00, 13:00-17:00"' in page


def test_saved_hours_apply_at_once_and_are_recorded(
    manager: Client, boss: AbstractBaseUser, django_capture_on_commit_callbacks: Callable
) -> None:
    current_clinic()
    with django_capture_on_commit_callbacks(execute=True):
        assert _post(manager, "openinghours", monday="8:00-9:00") == "saved"

    assert [str(span.opens) for span in current_clinic().spans_on(MONDAY.date())] == ["08:00:00"]
    event = AuditEvent.objects.get(kind=AuditKind.SETTINGS)
    assert (event.actor, event.detail["of"]) == (boss, "openinghours")
    assert "monday" in event.detail["fields"]


def test_invalid_time_is_refused_and_stays_as_typed(manager: Client) -> None:
    page = _post(manager, "openinghours", monday="nine to five")

    assert "Enter times like 9am-5pm, or 09:00-12:30, 13:30-17:00" in page
    assert 'value="nine to five"' in page


def test_weekday_can_be_said_to_be_closed(manager: Client) -> None:
    OpeningHours(monday="9am-5pm", tuesday="9am-5pm").save()
    typed = {"monday": "9am to 5pm", "tuesday": " Closed ", "wednesday": "closed"}

    manager.post("/admin/clinic/openinghours/1/change/", typed)

    hours = OpeningHours.objects.get()
    assert (hours.monday, hours.tuesday, hours.wednesday) == ("09:00-17:00", "", "")
    assert AuditEvent.objects.get(kind="settings").detail["fields"] == ["monday", "tuesday"]


@pytest.mark.parametrize("model", ["openinghours", "holiday", "staffaddress"])
def test_the_page_of_hours_says_which_time_zone_they_are_in(manager: Client, model: str) -> None:
    page = manager.get(f"/admin/clinic/{model}/add/").content.decode()

    assert "Time zone: Eastern Time. The person who runs the site can change it." in page


def test_week_without_hours_is_refused(manager: Client) -> None:
    assert "Enter opening hours for at least one day" in _post(manager, "openinghours")
    assert not OpeningHours.objects.exists()


# --- mail


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"text": "{reference} {link} {name}"},
            "Remove {name}. You can use only {reference}, {link}, {due}.",
        ),
        ({"text": "{reference} {link} {reference.x}"}, "Remove {reference.x}."),
        ({"text": "{reference} {link} {"}, "Remove {."),
        ({"text": "{reference}"}, "Add {link}."),
        ({"text": "Please call."}, "Add {reference} and {link}."),
        ({"subject": "{message}"}, "Remove {message}. You can use only {reference}, {due}."),
    ],
)
def test_invalid_mail_template_is_refused(manager: Client, changes: dict[str, str], error: str) -> None:
    page = _post(manager, "mailtemplate", **MAIL | changes)

    assert error in page
    assert next(iter(changes.values())) in page
    assert not MailTemplate.objects.exists()


def test_saved_mail_template_is_sent_with_reference_link_and_time(manager: Client) -> None:
    assert _post(manager, "mailtemplate", **MAIL) == "saved"
    submission = request_of("Canary-Name", message="canary words")

    letter = notifications.compose(OutboxMessage.objects.get())

    assert letter.subject == f"Look: {submission.reference}"
    assert "Call by Monday, November 23, 2\N{NO-BREAK SPACE}p.m. (Eastern Time)." in letter.body
    assert notifications.staff_link(submission) in letter.body
    assert "canary" not in letter.message().as_string().lower()


def test_line_with_the_time_is_omitted_without_a_deadline() -> None:
    template = MailTemplate(subject="{reference} {due}", text="A {reference}\nBy {due}.\n{link}")

    assert template.filled(reference="R", link="L", due="") == ("R", "A R\nL\n")


def test_placeholders_in_values_are_not_replaced() -> None:
    template = MailTemplate(subject="{reference}", text="{reference} {link}")

    assert template.filled(reference="{link}", link="L", due="")[0] == "{link}"


def test_inactive_mail_template_falls_back_to_the_default() -> None:
    MailTemplate.objects.create(kind=OutboxKind.NEW_REQUEST, subject="x", text="x", in_use=False)
    request_of()

    assert "A new request is waiting" in notifications.compose(OutboxMessage.objects.get()).subject


def test_mail_template_page_shows_an_example(manager: Client) -> None:
    _post(manager, "mailtemplate", **MAIL)

    page = manager.get(f"{ADMIN}mailtemplate/{MailTemplate.objects.get().pk}/change/").content.decode()

    assert "Look: 7KQ2-M4XD" in page


# --- neutral replies


def test_reply_is_shown_next_to_the_call_card(manager: Client, client: Client) -> None:
    assert (
        _post(
            manager, "cannedreply", language="en", title="Hello", text="Call {phone}.", order="1", in_use="on"
        )
        == "saved"
    )

    page = compact(enter(client, desk()).get(f"{LIST}{request_of().pk}/change/").content.decode())

    assert re.search(r'<h3>Hello</h3><p class="reply"[^>]*>Call 732 555 0100.</p>', page)
    assert 'data-copy="Copy “Hello”"' in page
    assert "/js/copy" in page


@pytest.mark.parametrize("text", ["Hello {name}", "You said: {message}"])
def test_reply_accepts_only_the_phone_placeholder(manager: Client, text: str) -> None:
    page = _post(manager, "cannedreply", language="en", title="Hello", text=text, order="1")

    assert "You can use only {phone}." in page


def test_reply_that_needs_an_unknown_phone_is_empty() -> None:
    reply = CannedReply(title="Hello", text="Call {phone}.")

    assert (reply.filled(""), reply.filled("1")) == ("", "Call 1.")


def test_inactive_reply_is_not_offered() -> None:
    CannedReply.objects.create(title="Old", text="Old.", in_use=False)

    assert replies("en") == []


def test_replies_in_the_language_of_the_person_come_first() -> None:
    CannedReply.objects.create(title="Later", text="Later.", order=1)
    CannedReply.objects.create(title="Later, in Spanish", text="Más tarde.", order=2, language="es")

    assert [reply.text for reply in replies("es")] == ["Más tarde.", "Later."]
    assert [reply.text for reply in replies("en")] == ["Later.", "Más tarde."]


def test_changes_are_recorded_with_fields_but_without_text(manager: Client) -> None:
    _post(manager, "cannedreply", language="en", title="Hello", text="Words.", order="1", in_use="on")
    _post(manager, "holiday", date="2026-12-24", name="Eve", closed="on")

    found = [event.detail for event in AuditEvent.objects.filter(kind=AuditKind.SETTINGS).order_by("pk")]
    assert [detail["of"] for detail in found] == ["cannedreply", "holiday"]
    assert "Words." not in str(found)
