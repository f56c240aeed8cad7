"""The queue: tabs, order, counts, and actions."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Place, Status
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.claiming import claim
from intake.staff.queue.filter import QueueFilter
from intake.staff.queue.rows import PAGE, counts, rows_of
from intake.staff.queue.tabs import TABS
from tests.html import compact
from tests.intake.workbench import (
    DAY,
    HOUR,
    LIST,
    MONDAY,
    desk,
    enter,
    member,
    references_in,
    request_of,
    set_status,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def _html(client: Client, **query: object) -> str:
    return compact(client.get(LIST, query).content.decode())


def _of_every_kind(nurse: AbstractBaseUser) -> None:
    """Create requests in every status, some of them late or pinned."""
    for number, status in enumerate(Status):
        for hours in (1, 100):
            row = request_of(f"{status} {hours}", at=MONDAY - hours * HOUR)
            set_status(row, status)
            Submission.objects.filter(pk=row.pk).update(quarantined=number % 4 == 1, read_first=number == 2)
    record_attempt(request_of("W"), Attempt(AttemptResult.CALL_BACK, Channel.PHONE), actor=nurse, now=MONDAY)
    claim(request_of("C"), actor=nurse, now=MONDAY)


def test_admin_opens_with_the_queue(staff: Client) -> None:
    assert staff.get("/admin/")["Location"] == LIST


def test_user_without_the_right_to_see_requests_gets_the_index(client: Client) -> None:
    enter(client, member("editor", "change_faqentry"))

    assert client.get("/admin/").status_code == 200
    assert client.get(LIST).status_code == 403


def test_anonymous_user_is_asked_to_sign_in(client: Client) -> None:
    assert "/login/" in client.get("/admin/")["Location"]
    assert "/login/" in client.get(LIST)["Location"]


def test_count_of_every_tab_matches_its_rows(staff: Client, nurse: AbstractBaseUser) -> None:
    _of_every_kind(nurse)
    html = _html(staff)

    for tab in TABS:
        count = re.search(rf'tab-{tab.slug}[" ].*?<b>(\d+)</b>', html, re.DOTALL)[1]
        assert len(references_in(_html(staff, tab=tab.slug))) == int(count), tab.slug


def test_every_request_is_in_exactly_one_tab(nurse: AbstractBaseUser) -> None:
    _of_every_kind(nurse)

    slugs = ("new", "in-hand", "waiting", "arranged", "spam", "closed")
    counted = counts(QueueFilter(), nurse.pk, MONDAY)
    assert sum(counted[slug] for slug in slugs) == Submission.objects.count()
    assert set(Submission.objects.values_list("place", flat=True)) == set(Place)


def test_first_tab_with_work_is_open(staff: Client) -> None:
    assert "No new requests" in _html(staff)

    request_of("later", at=MONDAY + 5 * HOUR)
    assert 'aria-current="page">New' in _html(staff)
    request_of("today")
    assert 'aria-current="page">Due today' in _html(staff)
    request_of("late", at=MONDAY - 4 * DAY)
    assert 'aria-current="page">Overdue' in _html(staff)


def test_rows_are_sorted_by_deadline_with_pinned_first(staff: Client) -> None:
    second, first = request_of("A"), request_of("B", at=MONDAY - HOUR)
    pinned = request_of("C", at=MONDAY + HOUR / 2)
    Submission.objects.filter(pk=pinned.pk).update(read_first=True)

    assert references_in(_html(staff, tab="new")) == [each.reference for each in (pinned, first, second)]


def test_request_without_a_deadline_is_last(staff: Client) -> None:
    last, first = request_of("A", at=MONDAY - DAY), request_of("B")
    Submission.objects.filter(pk=last.pk).update(
        due_at=None, act_by=None, queue_at=dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
    )

    assert references_in(_html(staff, tab="new")) == [first.reference, last.reference]


@pytest.mark.parametrize("tab", [tab.slug for tab in TABS])
def test_empty_tab_has_a_message(staff: Client, tab: str) -> None:
    assert re.search(r'<div class="empty">.*<p>[A-Z][^<]{10,}\.</p>', _html(staff, tab=tab), re.DOTALL)


def test_columns_that_say_nothing_are_left_out(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    head = _html(staff, tab="new").partition("<tbody>")[0]
    assert not re.search(r'scope="col"[^>]*>(Status|Attempts)<', head)

    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    head = _html(staff, tab="in-hand").partition("<tbody>")[0]
    assert len(re.findall(r'scope="col"[^>]*>(?:Status|Attempts)<', head)) == 2


def test_pages_do_not_overlap(nurse: AbstractBaseUser) -> None:
    for number in range(PAGE + 3):
        request_of(f"{number}", at=MONDAY + dt.timedelta(seconds=number))

    first, more = rows_of(QueueFilter(tab="new"), nurse.pk, MONDAY)
    second, none_left = rows_of(QueueFilter(tab="new", page=2), nurse.pk, MONDAY)
    assert (len(first), more, len(second), none_left) == (PAGE, True, 3, False)
    assert not set(first) & set(second)


def test_filters_apply_to_rows_and_counts(staff: Client, nurse: AbstractBaseUser) -> None:
    mine, _other = request_of("A"), request_of("B")
    claim(mine, actor=nurse, now=MONDAY)

    html = _html(staff, tab="today", mine=1)
    assert references_in(html) == [mine.reference]
    assert "Due today <b>1</b>" in html


@pytest.mark.parametrize("query", [{"tab": "../x", "page": "x"}, {"page": "²"}, {"kind": "x", "found": "zz"}])
def test_invalid_query_string_shows_the_queue(staff: Client, query: dict[str, str]) -> None:
    assert staff.get(LIST, query).status_code == 200


def test_a_single_request_shows_its_status_once_it_is_no_longer_new(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    new = _html(staff)
    claim(submission, actor=nurse, now=MONDAY)

    assert 'class="state"' not in new
    assert 'class="chip chip-claimed"' in _html(staff)


def test_take_next_claims_and_opens_the_request(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()

    assert staff.post(f"{LIST}next/")["Location"] == f"{LIST}{submission.pk}/change/"
    submission.refresh_from_db()
    assert submission.claimed_by == nurse
    assert staff.post(f"{LIST}next/")["Location"] == f"{LIST}{submission.pk}/change/"
    set_status(submission, Status.REFERRED)
    assert staff.post(f"{LIST}next/")["Location"] == LIST


@pytest.mark.parametrize("address", ["next/", "search/", "decide/"])
def test_actions_require_post(staff: Client, address: str) -> None:
    assert staff.get(LIST + address).status_code == 405


@pytest.mark.parametrize("address", ["next/", "decide/", "key-in/"])
def test_read_only_user_cannot_change_anything(client: Client, address: str) -> None:
    enter(client, member("auditor", "view_submission"))

    assert client.post(LIST + address).status_code == 403
    assert client.get(LIST).status_code == 200


def test_saving_returns_to_the_same_tab_and_page(staff: Client) -> None:
    submission = request_of()
    there = f"{LIST}{submission.pk}/do/claim/?back=tab%3Dnew%26page%3D2"
    assert staff.post(there)["Location"].endswith("/change/?back=tab%3Dnew%26page%3D2")

    there = f"{LIST}{submission.pk}/do/release/?back=tab%3Dnew%26page%3D2"
    assert staff.post(there)["Location"] == f"{LIST}?tab=new&page=2"


def test_back_link_cannot_redirect_to_another_site(staff: Client) -> None:
    there = f"{LIST}{request_of().pk}/do/spam/?back=//evil.example"

    assert staff.post(there)["Location"] == LIST


def test_front_desk_can_work_the_queue(client: Client) -> None:
    enter(client, desk())
    request_of()

    html = _html(client)
    assert "Take the next call" in html
    assert "Claim" in html
