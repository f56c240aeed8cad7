"""Two people edit the same settings at once: nobody's change is lost or undone."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client

from clinic_site.clinic.models import ClinicFacts, Holiday, OpeningHours, Person, Picture
from intake.enums import AuditKind
from intake.models import AuditEvent, CannedReply
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
FACTS = "/admin/clinic/clinicfacts/1/change/"
HOURS = "/admin/clinic/openinghours/1/change/"


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


@pytest.fixture
def facts() -> ClinicFacts:
    return ClinicFacts.objects.create(
        name="Example", town="Freehold", state="New Jersey", phone="732 555 0142", parking="A\nB"
    )


def _opened(client: Client, path: str) -> dict[str, Any]:
    """Return what a browser would send from the page as it is opened now."""
    return _typed(client.get(path))


def _typed(page: HttpResponse) -> dict[str, Any]:
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    found = {name: value for name, value in values.items() if value is not None and value is not False}
    texts = {name: value.splitlines() for name, value in found.items() if isinstance(value, str)}
    return found | {name: "\r\n".join(lines) for name, lines in texts.items()}


def test_each_saves_what_they_changed(manager: Client, facts: ClinicFacts) -> None:
    first, second = _opened(manager, FACTS), _opened(manager, FACTS)

    manager.post(FACTS, first | {"phone": "732 555 0199", "parking_es": "Detrás."})
    assert manager.post(FACTS, second | {"tagline": "Calm.", "parking": "Behind."}).status_code == 302

    facts.refresh_from_db()
    assert (facts.phone, facts.tagline, facts.parking) == ("732 555 0199", "Calm.", "Behind.")
    assert facts.translations == {"es": {"parking": "Detrás."}}
    latest = AuditEvent.objects.filter(kind=AuditKind.SETTINGS).order_by("pk").last()
    assert latest.detail["fields"] == ["tagline", "parking"]


def test_what_both_changed_is_refused_once_with_the_value_of_the_other(
    manager: Client, facts: ClinicFacts
) -> None:
    first, second = _opened(manager, FACTS), _opened(manager, FACTS)
    manager.post(FACTS, first | {"phone": "732 555 0199", "tagline": "Calm."})

    page = manager.post(FACTS, second | {"phone": "732 555 0111"})

    assert "It now reads “732 555 0199”. Save again to use yours instead." in html.unescape(
        page.content.decode()
    )
    again = _typed(page)
    assert (again["phone"], again["tagline"]) == ("732 555 0111", "Calm.")

    assert manager.post(FACTS, again).status_code == 302
    facts.refresh_from_db()
    assert (facts.phone, facts.tagline) == ("732 555 0111", "Calm.")


def test_same_change_by_both_is_no_conflict(manager: Client, facts: ClinicFacts) -> None:
    first, second = _opened(manager, FACTS), _opened(manager, FACTS)
    manager.post(FACTS, first | {"phone": "732 555 0199"})

    assert manager.post(FACTS, second | {"phone": "732 555 0199"}).status_code == 302


def test_another_error_does_not_undo_what_a_colleague_saved(manager: Client, facts: ClinicFacts) -> None:
    first, second = _opened(manager, FACTS), _opened(manager, FACTS)
    manager.post(FACTS, first | {"phone": "732 555 0199", "tagline": "Calm."})

    page = manager.post(FACTS, second | {"fax": "1"})
    assert manager.post(FACTS, _typed(page) | {"fax": ""}).status_code == 302

    facts.refresh_from_db()
    assert (facts.phone, facts.tagline) == ("732 555 0199", "Calm.")


def test_hours_and_holidays_of_two_people_are_both_saved(manager: Client, facts: ClinicFacts) -> None:
    OpeningHours(monday="09:00-17:00", kept_holidays="Thanksgiving Day\nChristmas Day").save()
    first, second = _opened(manager, HOURS), _opened(manager, HOURS)

    manager.post(HOURS, first | {"kept_holidays": ["Thanksgiving Day"]})
    assert manager.post(HOURS, second | {"tuesday": "9:00-12:00"}).status_code == 302

    hours = OpeningHours.objects.get()
    assert (hours.kept_holidays, hours.tuesday) == ("Thanksgiving Day", "09:00-12:00")


def test_checkboxes_choices_dates_and_references_are_merged_too(manager: Client) -> None:
    picture = Picture.objects.create(kind="portrait", alt="A face", digest="0", width=1, height=1)
    someone = Person.objects.create(name="Ana", published=True)
    path = f"/admin/clinic/person/{someone.pk}/change/"
    first, second = _opened(manager, path), _opened(manager, path)
    assert first["published"]

    manager.post(path, {k: v for k, v in first.items() if k != "published"} | {"portrait": picture.pk})
    assert manager.post(path, second | {"role": "Nurse"}).status_code == 302

    someone.refresh_from_db()
    assert (someone.published, someone.portrait, someone.role) == (False, picture, "Nurse")

    day = Holiday.objects.create(date="2026-12-24", name="Christmas Eve")
    path = f"/admin/clinic/holiday/{day.pk}/change/"
    first, second = _opened(manager, path), _opened(manager, path)
    manager.post(path, first | {"date": "2026-12-23"})
    manager.post(path, second | {"name": "The day before"})
    day.refresh_from_db()
    assert (str(day.date), day.name) == ("2026-12-23", "The day before")


def test_replies_are_merged_too(manager: Client) -> None:
    reply = CannedReply.objects.create(title="Hello", text="Hello.\r\nBye.")
    path = f"/admin/intake/cannedreply/{reply.pk}/change/"
    first, second = _opened(manager, path), _opened(manager, path)

    manager.post(path, first | {"text": "Hi."})
    manager.post(path, second | {"title": "Greeting"})

    reply.refresh_from_db()
    assert (reply.title, reply.text) == ("Greeting", "Hi.")


@pytest.mark.parametrize("sent", ["", "no JSON", "[]", '{"phone": {"a": 1}, "unknown": "x"}'])
def test_form_without_what_it_was_opened_with_is_saved_as_it_is(
    manager: Client, facts: ClinicFacts, sent: str
) -> None:
    typed = _opened(manager, FACTS) | {"as_opened": sent, "phone": "732 555 0111"}

    assert manager.post(FACTS, typed).status_code in (200, 302)
