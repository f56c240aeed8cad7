"""A consultation for a person under 18 leads to other help."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from intake.models import Draft, Submission
from tests.intake.consultation_answers import fill, start, text, url

pytestmark = pytest.mark.django_db


def test_a_minor_is_shown_other_help(client: Client) -> None:
    start(client)

    answer = client.post(url("who"), {"for_whom": "me", "adult": "no"})

    assert answer["Location"] == url("others")
    assert "Thank you for reaching out" in text(client.get(answer["Location"]))
    assert Submission.objects.count() == 0


def test_only_the_step_that_asks_for_the_age_is_asked_about_it(client: Client) -> None:
    fill(client)

    answer = client.post(url("now"), {"areas": ["sleep"], "adult": "no"})
    again = client.post(url("reach"), {"name": "Rosalind Testcase", "channel": "", "adult": "no"})

    assert url("others") not in {answer["Location"], again["Location"]}


def test_a_slip_at_the_age_question_keeps_all_other_answers(client: Client) -> None:
    fill(client)

    client.post(url("who"), {"for_whom": "me", "adult": "no"})

    page = text(client.get(url("others")))
    assert f'<a href="{url("who")}">change that answer</a>' in page
    assert client.post(url("who"), {"for_whom": "me", "adult": "yes"})["Location"] == url("check")
    assert "Rosalind Testcase" in text(client.get(url("check")))


def test_a_request_about_a_minor_cannot_go_on(client: Client) -> None:
    fill(client)

    client.post(url("who"), {"for_whom": "me", "adult": "no"})

    assert client.get(url("check"))["Location"] == url("who")
    assert not re.search(r'name="adult"[^>]*checked', text(client.get(url("who"))))


def test_leaving_from_the_page_for_young_people_deletes_the_draft(client: Client) -> None:
    fill(client)
    client.post(url("who"), {"for_whom": "me", "adult": "no"})
    page = text(client.get(url("others")))

    client.post(url("leave"))

    assert f'<form action="{url("leave")}" method="post" data-draft>' in page
    assert Draft.objects.count() == 0
