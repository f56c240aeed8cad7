"""Filters of the queue travel into the export; staff forms contain nothing meant for machines."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client

from intake.models import Submission
from intake.services.exporting import Selection
from intake.services.jobs.indexing import index_new
from intake.services.triage.claiming import claim
from intake.staff.queue import rows
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, desk, enter, member, references_in, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_queue_can_be_filtered_by_language(staff: Client) -> None:
    spanish = request_of("Ana", language="es")
    request_of("Bo", language="en")
    index_new(set())

    html = staff.get(LIST, {"tab": "new", "language": "es"}).content.decode()
    assert references_in(html) == [spanish.reference]


def test_filters_travel_into_the_export(client: Client) -> None:
    enter(client, member("manager", "view_submission", "change_submission", "export_submission"))
    html = client.get(LIST, {"tab": "new", "kind": "consultation", "language": "es"}).content.decode()

    assert "export/?kinds=consultation&amp;languages=es" in html
    page = client.get(f"{LIST}export/?kinds=consultation&languages=es").context["form"]
    assert (page["kinds"].value(), page["languages"].value()) == (["consultation"], ["es"])


def test_export_contains_only_the_chosen_kinds_and_languages() -> None:
    spanish = request_of("Ana", language="es")
    request_of("Bo", language="en")
    index_new(set())

    assert list(Selection(languages=("es",)).rows()) == [spanish]
    assert list(Selection(kinds=("consultation",)).rows()) == []


def test_queue_can_be_filtered_by_the_day_of_receipt(staff: Client) -> None:
    before, on, after = (
        request_of(name, at=MONDAY + days * DAY) for name, days in (("A", -1), ("B", 0), ("C", 1))
    )

    day = {"tab": "new", "since": "2026-11-23", "until": "2026-11-23"}
    assert references_in(staff.get(LIST, day).content.decode()) == [on.reference]
    since = staff.get(LIST, {"tab": "new", "since": "2026-11-23"}).content.decode()
    assert set(references_in(since)) == {on.reference, after.reference}
    until = staff.get(LIST, {"tab": "new", "until": "2026-11-22"}).content.decode()
    assert references_in(until) == [before.reference]


def test_queue_can_be_filtered_by_the_person_who_has_the_request(staff: Client) -> None:
    colleague = desk("bo")
    theirs, nobodys = request_of("A"), request_of("B")
    claim(theirs, actor=colleague, now=MONDAY)

    html = staff.get(LIST, {"tab": "in-hand", "who": str(colleague.pk)}).content.decode()
    assert references_in(html) == [theirs.reference]
    html = staff.get(LIST, {"tab": "new", "who": "none"}).content.decode()
    assert references_in(html) == [nobodys.reference]


def test_queue_can_be_sorted_by_the_time_of_receipt(staff: Client) -> None:
    rows = [request_of(name, at=MONDAY + hours * HOUR) for name, hours in (("A", 2), ("B", 0), ("C", 1))]
    oldest_first = [each.reference for each in (rows[1], rows[2], rows[0])]

    shown = references_in(staff.get(LIST, {"tab": "new", "sort": "oldest"}).content.decode())
    assert shown == oldest_first
    shown = references_in(staff.get(LIST, {"tab": "new", "sort": "newest"}).content.decode())
    assert shown == oldest_first[::-1]


def test_days_and_person_travel_into_the_export(client: Client) -> None:
    manager = member("manager", "view_submission", "change_submission", "export_submission")
    enter(client, manager)
    mine = request_of("A")
    request_of("B")
    claim(mine, actor=manager, now=MONDAY)
    query = client.get(LIST, {"tab": "in-hand", "mine": "1", "since": "2026-11-23"}).context["export_query"]

    form = client.get(f"{LIST}export/?{query}").context["form"]
    assert form["people"].value() == [str(manager.pk)]
    assert form["since"].value() == "2026-11-23"
    assert list(Selection(people=(str(manager.pk),)).rows()) == [mine]


def test_account_that_no_longer_works_the_queue_stays_chosen_in_the_export(client: Client) -> None:
    enter(client, member("manager", "view_submission", "change_submission", "export_submission"))
    gone = desk("gone")
    gone.is_active = False
    gone.save()

    form = client.get(f"{LIST}export/?people={gone.pk}").context["form"]
    assert str(gone.pk) in dict(form.fields["people"].choices)


@pytest.mark.parametrize("since", ["yesterday", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_impossible_day_is_ignored(staff: Client, since: str) -> None:
    assert staff.get(LIST, {"since": since, "until": since}).status_code == 200


def test_staff_are_not_asked_to_leave_a_field_empty(staff: Client) -> None:
    assert "Leave this empty" not in staff.get(f"{LIST}key-in/").content.decode()


def test_demo_has_thirty_requests_to_take(nurse: AbstractBaseUser) -> None:
    call_command("demo")
    index_new(set())

    assert Submission.objects.filter(to_call=True, claimed_by=None).count() >= 28


def test_refusal_on_a_staff_page_looks_like_a_staff_page(client: Client) -> None:
    enter(client, member("reader", "view_submission"))

    answer = client.post(f"{LIST}next/")
    assert answer.status_code == 403
    assert "You may not do this" in answer.content.decode()
    assert "tel:988" not in answer.content.decode()


def test_page_whose_rows_have_left_the_tab_leads_to_the_first(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PAGE", 1)
    first = request_of("A")

    answer = staff.get(LIST, {"tab": "new", "page": "2", "sort": "oldest"})
    assert references_in(answer.content.decode()) == [first.reference]
    assert "cup of tea" not in answer.content.decode()
    assert answer.context["here"] == "tab=new&sort=oldest"


def test_export_of_everything_is_not_offered_beside_what_a_search_found(client: Client) -> None:
    enter(client, member("manager", "view_submission", "change_submission", "export_submission"))
    row = request_of()

    html = client.post(f"{LIST}search/", {"q": row.reference}, follow=True).content.decode()
    assert "Export selected" in html
    assert f'href="{LIST}export/' not in html


@pytest.mark.parametrize("reason", ["own_work", ""])
def test_requests_of_an_account_that_no_longer_works_the_queue_are_exported(
    client: Client, reason: str
) -> None:
    enter(client, member("manager", "view_submission", "change_submission", "export_submission"))
    gone = desk("gone")
    claim(request_of("A"), actor=gone, now=MONDAY)
    gone.is_active = False
    gone.save()

    asked = {"reason": reason, "format": "csv", "plain": ["reference"], "people": [str(gone.pk)]}
    answer = client.post(f"{LIST}export/", asked)
    if reason:
        assert answer.streaming
    else:
        assert list(answer.context["form"].errors) == ["reason"]
        assert answer.context["form"]["people"].value() == [str(gone.pk)]
