"""Back, Forward and Reload after a refused action show the card with what was typed, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.journeys.staff import QUEUE, request_from, sign_in
from tests.stack import Stack

NOTE = "Comes on Tuesday."


@pytest.fixture
def card(browser: Browser, open_clinic: Stack, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return the page of a request that the user has just taken, in a browser without scripts."""
    request_from(open_clinic, request.node.name)
    context = open_context(browser, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, open_clinic, QUEUE)
    page.get_by_role("button", name="Take the next call").click()
    page.get_by_label("Voicemail left").check()
    page.get_by_label("Note Kept as you type").fill(NOTE)
    yield page
    context.close()


def _expect_everything(page: Page) -> None:
    expect(page.get_by_label("Voicemail left")).to_be_checked()
    expect(page.get_by_label("Note Kept as you type")).to_have_value(NOTE)


def test_refused_result_is_there_after_back_forward_and_reload(card: Page) -> None:
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("The person did not allow leaving a message")
    _expect_everything(card)

    for move in (card.reload, card.go_back, card.go_forward):
        assert move().status == 200
        _expect_everything(card)

    card.get_by_role("link", name="Queue").click()
    assert card.go_back().status == 200
    _expect_everything(card)


def test_conflict_can_be_left_and_found_again(card: Page, open_clinic: Stack) -> None:
    number = card.url.partition("submission/")[2].partition("/")[0]
    touch = f"Submission.objects.filter(pk='{number}').update(version=99)"
    open_clinic.manage("shell", "--no-imports", "--command", f"from intake.models import Submission; {touch}")
    card.get_by_label("No answer").check()
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card.get_by_role("heading", level=1)).to_contain_text("was changed after you opened it")

    assert card.go_back().status == 200
    expect(card.get_by_label("No answer")).to_be_checked()
    expect(card.get_by_label("Note Kept as you type")).to_have_value(NOTE)
    assert card.go_forward().status == 200
    expect(card.get_by_text(NOTE)).to_be_visible()

    card.get_by_role("button", name="Save anyway").click()
    expect(card.locator(".timeline")).to_contain_text(NOTE)
