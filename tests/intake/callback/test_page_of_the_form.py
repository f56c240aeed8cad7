"""The page that a callback form was on: sealed with the answers, and no part of what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from intake.models import Submission
from intake.services.access.reading import open_submission

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def _stored_page(nurse: Any) -> Any:
    return open_submission(Submission.objects.get(), reader=nurse).answers.get("page")


def test_a_form_below_a_page_names_that_page(client: Client) -> None:
    page = client.get("/ptsd-medication-alternatives/").content.decode()

    assert '<input type="hidden" name="page" value="ptsd-medication-alternatives"' in page


def test_the_page_is_stored_with_the_answers(client: Client, typed: Typed, nurse: Any) -> None:
    client.post("/callback/", typed(page="how-ketamine-works"))

    assert _stored_page(nurse) == "how-ketamine-works"


@pytest.mark.parametrize("page", ["", "http://elsewhere.example/", "a" * 81, "<b>"])
def test_unknown_page_is_not_stored(client: Client, typed: Typed, nurse: Any, page: str) -> None:
    client.post("/callback/", typed(page=page))

    assert _stored_page(nurse) is None


def test_the_same_words_from_two_pages_are_one_request(client: Client, typed: Typed) -> None:
    client.post("/callback/", typed(page="how-ketamine-works"))
    client.post("/callback/", typed(page="ketamine-course"))

    assert Submission.objects.count() == 1
