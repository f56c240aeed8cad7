"""Small things that staff see on every page: one format of time, printing, and refusals in their look."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site.clinic.models import Holiday
from intake.models import StaffDraft, Submission
from intake.roles import Role
from intake.rules.staff_times import staff_time
from intake.staff.requests.request_forms import labeled
from tests.intake.workbench import HOUR, LIST, MONDAY, do, page_of, refused, request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("monday")
def test_times_on_the_page_of_a_request_have_one_format_and_a_zone(staff: Client) -> None:
    html = page_of(staff, request_of(at=MONDAY - HOUR))

    shown = re.findall(r"<time [^>]*>([^<]+)</time>", html)
    assert shown
    assert all(re.search(r"\d:\d\d [ap]\.m\. E[SD]T$", text) for text in shown), shown


def test_time_says_its_zone_in_summer_and_winter() -> None:
    zone = ZoneInfo("America/New_York")

    assert staff_time(dt.datetime(2026, 7, 1, 14, tzinfo=zone), MONDAY).endswith("EDT")
    assert staff_time(dt.datetime(2026, 12, 1, 14, tzinfo=zone), MONDAY).endswith("EST")


@pytest.mark.usefixtures("monday")
def test_print_page_has_a_button_that_a_script_shows(staff: Client) -> None:
    html = staff.get(f"{LIST}{request_of().pk}/print/").content.decode()

    assert re.search(r"<button [^>]*data-print hidden", html)
    assert re.search(r'src="[^"]*staff/card[^"]*\.js"', html)


def test_outdated_form_is_refused_in_the_look_of_the_staff_side(nurse: object) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), nurse)

    answer = client.post(f"{LIST}next/")

    assert answer.status_code == 403
    assert "This page is out of date" in answer.content.decode()
    assert "tel:988" not in answer.content.decode()


def test_missing_page_is_reported_in_the_look_of_the_staff_side(staff: Client) -> None:
    answer = staff.get(f"{LIST}00000000-0000-0000-0000-000000000000/change/")

    assert answer.status_code == 404
    assert "staff/accounts" in answer.content.decode()
    assert "tel:988" not in answer.content.decode()


def test_lists_are_titled_with_what_they_contain(staff: Client) -> None:
    html = staff.get("/admin/intake/outboxmessage/").content.decode()

    assert "<h1>Outbox messages</h1>" in html
    assert "nav-sidebar" not in html


def test_note_sent_with_an_outdated_token_is_kept_at_the_request(nurse: AbstractBaseUser) -> None:
    client, submission = sign_in(Client(enforce_csrf_checks=True), nurse), request_of()

    answer = do(client, submission, "attempt", text="Comes on Tuesday.", channel="phone")

    assert answer.status_code == 403
    assert f"{LIST}{submission.pk}/change/" in answer.content.decode()
    assert "Comes on Tuesday." in page_of(client, submission)


@pytest.mark.parametrize("says", [{"Sec-Fetch-Site": "same-site"}, {"Origin": "https://other.test"}])
@pytest.mark.parametrize("hours", [0, 1], ids=["outdated token", "ended session"])
def test_page_of_another_origin_cannot_plant_a_draft(
    nurse: AbstractBaseUser, monday: time_machine.Coordinates, says: dict[str, str], hours: int
) -> None:
    client, submission = sign_in(Client(enforce_csrf_checks=True), nurse), request_of()
    page_of(client, submission)
    monday.shift(hours * HOUR)

    client.post(f"{LIST}{submission.pk}/do/attempt/", {"text": "Planted."}, headers=says)

    assert not StaffDraft.objects.exists()


def test_cells_of_a_list_name_their_column_for_a_phone(staff: Client) -> None:
    request_of()

    row = staff.get("/admin/intake/outboxmessage/").content.decode().partition("<tbody>")[2]

    assert re.search(r'<t[dh] data-label="State" class="field-state">', row)
    assert "data-label=" not in re.search(r'<td class="action-checkbox">.*?</td>', row)[0]


def test_lists_say_yes_and_no_in_words(client: Client, person: Callable[..., AbstractBaseUser]) -> None:
    Holiday.objects.create(date=dt.date(2026, 12, 1), name="Open all the same", closed=False)
    Holiday.objects.create(date=dt.date(2026, 12, 2), name='<img src="x" alt="True">', closed=True)
    manager = sign_in(client, person("boss", Role.MANAGER))

    html = manager.get("/admin/clinic/holiday/").content.decode()

    cells = re.findall(r'<td data-label="Closed" class="field-closed">(.*?)</td>', html)
    assert sorted(cells) == ["No", "Yes"]
    assert "&lt;img src=&quot;x&quot; alt=&quot;True&quot;&gt;" in html


def test_conflict_shows_an_appointment_as_staff_pages_show_times() -> None:
    assert labeled([("at", "2020-12-01T14:30"), ("channel", "email")]) == [
        ("Appointment", "Tue, Dec 1, 2020, 2:30 p.m. EST"),
        ("Channel", "email"),
    ]


@pytest.mark.usefixtures("monday")
def test_page_without_a_card_has_a_main_heading(staff: Client) -> None:
    submission = request_of()
    Submission.objects.update(status="not_a_match", purged_at=MONDAY)

    html = page_of(staff, submission)

    heading = re.search(r"<h1.*?</h1>", html, re.DOTALL)
    assert html.count("<h1") == 1
    assert heading
    assert submission.reference in heading[0]


@pytest.mark.usefixtures("monday")
def test_promised_time_is_not_said_twice(staff: Client) -> None:
    submission = request_of()
    html = page_of(staff, submission)
    assert "Call by" in html
    assert "<dt>Promised</dt>" not in html

    Submission.objects.update(next_call_at=MONDAY + 24 * HOUR)
    assert "<dt>Promised</dt>" in page_of(staff, submission)


@pytest.mark.usefixtures("monday")
def test_refusal_on_the_card_leads_to_what_was_typed(staff: Client) -> None:
    html = refused(staff, request_of(), "attempt", text="")

    assert '<a href="#how-it-went">Go to what you typed</a>' in html


@pytest.mark.usefixtures("monday")
def test_times_of_the_history_are_valid_html(staff: Client) -> None:
    machine = re.findall(r'<time datetime="([^"]*)"', page_of(staff, request_of()))

    assert machine
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", each) for each in machine), machine
