"""The maintenance notice."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.parametrize("path", ["/", "/callback/", "/admin/", "/nothing/"])
def test_every_page_shows_the_notice_without_a_database(settings: Settings, path: str) -> None:
    settings.MAINTENANCE = True

    answer = Client().get(path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")


def test_a_post_gets_a_page_with_crisis_lines(settings: Settings) -> None:
    settings.MAINTENANCE = True

    page = Client().post("/callback/", {"name": "Sam"}).content.decode()

    assert all(number in page for number in ("tel:988", "tel:911"))


def test_the_notice_is_not_cacheable(settings: Settings) -> None:
    settings.MAINTENANCE = True

    assert Client().get("/").headers["Cache-Control"] == "no-store"


def test_without_the_setting_there_is_no_notice(client: Client) -> None:
    assert client.get("/crisis/").status_code == 200
