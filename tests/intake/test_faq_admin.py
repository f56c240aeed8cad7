"""Questions in the admin: what staff see of them before and after saving."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.models import FaqEntry
from tests.second_factor import sign_in

LIST = "/admin/intake/faqentry/"


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    sign_in(client, nurse)
    return client


@pytest.fixture
def entry(db: None) -> FaqEntry:
    return FaqEntry.objects.create(
        slug="ride",
        question="A ride?",
        answer="**Yes.** <script>alert(1)</script>",
        topic="t",
        references="spravato2021, smith1999",
        learn_more="/not-written-yet/",
        yes_count=4711,
        no_count=12,
    )


def shown(staff: Client, entry: FaqEntry) -> str:
    return staff.get(f"{LIST}{entry.pk}/change/").content.decode()


def test_staff_see_the_answer_as_readers_do(staff: Client, entry: FaqEntry) -> None:
    preview = shown(staff, entry).partition('class="faq-preview"')[2].partition("field-yes_count")[0]

    assert "<strong>Yes.</strong>" in preview
    assert "<script>" not in preview
    assert "style=" not in preview


def test_staff_are_told_of_a_source_that_nobody_knows(staff: Client, entry: FaqEntry) -> None:
    assert "Not in the list of sources: smith1999" in shown(staff, entry)


def test_staff_are_told_of_a_page_that_does_not_exist(staff: Client, entry: FaqEntry) -> None:
    assert "There is no such page: /not-written-yet/" in shown(staff, entry)


def test_staff_see_how_many_readers_found_it_clear(staff: Client, entry: FaqEntry) -> None:
    html = staff.get(LIST).content.decode()

    assert '<td class="field-yes_count">4711</td>' in html
    assert '<td class="field-no_count">12</td>' in html


def test_nobody_edits_the_counts(staff: Client, entry: FaqEntry) -> None:
    assert 'name="yes_count"' not in shown(staff, entry)


def test_a_new_question_can_be_written(staff: Client, db: None) -> None:
    html = staff.get(f"{LIST}add/").content.decode()

    assert "Save, and the answer is shown here." in html
