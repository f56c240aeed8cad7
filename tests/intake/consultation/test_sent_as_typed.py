"""Firefox and the consultation: a redirect after a page that sends no referrer counts as a typed address."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.intake.consultation_answers import TYPED, fill, url, what_check_sends

pytestmark = pytest.mark.django_db


class Firefox:
    """A browser that reports `Sec-Fetch-Site` as Firefox 153 does (seen with its own requests)."""

    def __init__(self) -> None:
        self.client = Client()
        self.page: HttpResponse | None = None

    def open(self, address: str) -> HttpResponse:
        """Type an address."""
        return self._follow(self.client.get(address, headers={"sec-fetch-site": "none"}), "none")

    def press(self, address: str, typed: dict[str, object]) -> HttpResponse:
        """Send a form of the page that is shown."""
        site = "same-origin" if self.page.headers["Referrer-Policy"] == "same-origin" else "none"
        answer = self.client.post(address, typed, headers={"sec-fetch-site": "same-origin"})
        return self._follow(answer, site)

    def _follow(self, answer: HttpResponse, site: str) -> HttpResponse:
        while answer.status_code in {302, 303}:
            answer = self.client.get(answer["Location"], headers={"sec-fetch-site": site})
        self.page = answer
        return answer


def _heading(page: HttpResponse) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)[1].strip()


def test_no_step_is_hidden_from_the_person_who_fills_in_the_form() -> None:
    firefox = Firefox()
    firefox.open("/consultation/")
    firefox.press(url("start"), {})
    for slug, typed in TYPED.items():
        firefox.press(url(slug), typed)

    assert _heading(firefox.page) == "Check your answers"
    firefox.press(url("send"), what_check_sends(firefox.client))
    assert _heading(firefox.page) == "We have your request"


def test_answers_that_were_hidden_are_shown_when_asked_for() -> None:
    firefox = Firefox()
    firefox.open("/consultation/")
    firefox.press(url("start"), {})
    firefox.press(url("who"), TYPED["who"])

    assert _heading(firefox.open(url("who"))) == "Your answers are hidden"
    assert _heading(firefox.press(url("show"), {})) == "How can we reach you?"


@pytest.mark.parametrize("path", ["", "who/", "paused/", "later/", "others/", "resume/", "check/"])
def test_each_page_that_leads_to_a_step_says_where_a_press_comes_from(path: str) -> None:
    client = Client()
    fill(client)

    assert client.get(f"/consultation/{path}").headers["Referrer-Policy"] == "same-origin"
