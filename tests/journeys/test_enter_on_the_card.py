"""What Enter and the bar at a phone's lower edge save on the call card, and what is saved while typing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.audit.browser import open_context
from tests.journeys.staff import QUEUE, sign_in
from tests.stack import PATIENCE, Stack

# One process creates the requests of all tests: it takes longer to start than a test to run.
_COUNT = 6
_ASK = f"""
from django.utils import timezone
from tests.intake.workbench import request_of
for number in range({_COUNT}):
    print(request_of(f"Rosalind Enter {{number}}", at=timezone.now()).pk)
"""


@pytest.fixture(scope="module")
def new_requests(open_clinic: Stack) -> list[str]:
    """Return the ids of requests that nobody has called; each test takes one."""
    return open_clinic.manage("shell", "--no-imports", "--command", _ASK).split()[-_COUNT:]


@pytest.fixture
def card(page: Page, open_clinic: Stack, new_requests: list[str]) -> Page:
    """Return the page of a request that nobody has called."""
    sign_in(page, open_clinic, f"{QUEUE}{new_requests.pop()}/change/")
    return page


@pytest.fixture
def card_on_a_phone(browser: Browser, open_clinic: Stack, new_requests: list[str]) -> Iterator[Page]:
    """Return the page of a request that nobody has called, as narrow as a phone."""
    context = open_context(browser, viewport={"width": 360, "height": 740})
    page = context.new_page()
    sign_in(page, open_clinic, f"{QUEUE}{new_requests.pop()}/change/")
    yield page
    context.close()


def _save(card: Page, result: str) -> None:
    card.get_by_label(result, exact=True).check()
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card.locator(".timeline")).to_contain_text(f"{result} (call)")


def _expect_saved(card: Page, *results: str) -> None:
    """Check the attempts in the history, the newest first; one that was undone says so."""
    attempts = card.locator(".timeline b", has_text="(call)")
    expect(attempts).to_have_text([f"{result} (call)" for result in results])


def test_key_and_enter_save_a_result_right_after_another_one(card: Page) -> None:
    _save(card, "No answer")
    card.wait_for_load_state()  # the keys work once the script has run

    card.keyboard.press("1")
    expect(card.get_by_label("Reached", exact=True)).to_be_checked()
    card.keyboard.press("Enter")

    _expect_saved(card, "Reached", "No answer")


def test_enter_in_the_time_to_call_back_saves(card: Page) -> None:
    _save(card, "No answer")

    card.get_by_label("Asked to call back", exact=True).check()
    card.get_by_label("Call back at").press("Enter")

    _expect_saved(card, "Asked to call back", "No answer")


def test_enter_beside_the_outcome_closes_without_a_result(card: Page) -> None:
    card.get_by_label("Outcome", exact=True).select_option("withdrawn:other")
    card.locator("#outcome-text").fill("Moved away.")
    card.locator("#outcome-text").press("Enter")

    expect(card.locator("#request-state")).to_contain_text("Withdrawn")
    _expect_saved(card)


def test_draft_that_is_on_its_way_does_not_come_after_save(card: Page) -> None:
    drafts: list[Route] = []
    card.route(re.compile("/draft/"), lambda route: drafts.append(route))
    posted: list[str] = []
    card.on("request", lambda request: posted.append(request.url) if "/do/" in request.url else None)
    card.get_by_label("Note Kept as you type").fill("Prefers mornings.")
    end = time.monotonic() + PATIENCE
    while not drafts and time.monotonic() < end:
        card.wait_for_timeout(50)

    card.get_by_label("No answer", exact=True).check()
    card.get_by_role("button", name="Save", exact=True).click(click_count=2, no_wait_after=True)
    card.wait_for_timeout(300)
    assert posted == []
    for draft in drafts:
        draft.continue_()

    expect(card.locator(".timeline")).to_contain_text("Prefers mornings.")
    _expect_saved(card, "No answer")
    card.reload()
    expect(card.get_by_label("Note Kept as you type")).to_have_value("")


def test_hidden_save_button_is_not_reached_by_tab(card: Page) -> None:
    _save(card, "No answer")
    card.locator("#others").evaluate("element => { element.tabIndex = -1; element.focus(); }")

    card.keyboard.press("Shift+Tab")

    expect(card.get_by_role("button", name="Undo")).to_be_focused()
    card.keyboard.press("Shift+Tab")
    expect(card.locator("button[form=call]").first).not_to_be_focused()


def test_no_answer_on_a_phone_wins_over_the_chosen_result(card_on_a_phone: Page) -> None:
    card = card_on_a_phone
    card.get_by_label("Reached", exact=True).check()

    card.locator(".thumb").get_by_role("button", name="No answer").click()

    _expect_saved(card, "No answer")
