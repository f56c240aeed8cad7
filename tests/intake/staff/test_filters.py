"""Filters of the queue travel into the export; staff forms contain nothing meant for machines."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client

from intake.models import Submission
from intake.services.exporting import Selection
from intake.services.jobs.indexing import index_new
from tests.intake.workbench import LIST, enter, member, references_in, request_of

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
    assert "988" not in answer.content.decode()
