"""Two nurses work through a queue at once: one card and at most two clicks per call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.calls import CALLS, Nurse, always_open, ask_for_calls, what_is_on_record, work_through
from tests.stack import Mailbox, Stack

COUNT = 2 * len(CALLS)


@pytest.fixture(scope="module")
def own_clinic(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    """Return a site of its own, always open, so that its queue contains these calls only."""
    folder = tmp_path_factory.mktemp("monday")
    running = Stack(folder, mailbox.port, CLINIC_FILE=str(always_open(folder)))
    try:
        running.prepare()
        running.make_staff("ana", "front-desk")
        running.start_site()
        yield running
    finally:
        running.stop()


def test_two_nurses_empty_the_queue_with_two_clicks_per_call(browser: Browser, own_clinic: Stack) -> None:
    ask_for_calls(own_clinic, COUNT)
    pages = [browser.new_context().new_page() for _ in range(2)]

    calls = work_through(
        [Nurse(name, page, own_clinic) for name, page in zip(("nurse", "ana"), pages, strict=True)]
    )

    assert len({call.reference for call in calls}) == len(calls) == COUNT
    assert max(call.clicks for call in calls) <= 2
    assert what_is_on_record(own_clinic).startswith(f"[1] {COUNT} ")


def test_result_is_undone_and_every_key_works(page: Page, own_clinic: Stack) -> None:
    ask_for_calls(own_clinic, 1)
    nurse = Nurse("nurse", page, own_clinic)
    nurse.sign_in()
    page.keyboard.press("n")  # take the next call
    expect(page.get_by_role("heading", name="How did it go?")).to_be_visible()
    reference = nurse.reference
    page.wait_for_load_state()

    page.keyboard.press("?")
    expect(page.get_by_text("Undo what you just saved")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_label("Asked to call back")).to_be_checked()
    page.keyboard.press("t")
    expect(page.get_by_label("Call back at")).to_be_focused()
    page.keyboard.press("2")  # in a field, a key is a character
    expect(page.get_by_label("Asked to call back")).to_be_checked()
    page.get_by_label("Asked to call back").focus()
    page.keyboard.press("o")
    page.get_by_label("Reached").focus()
    page.keyboard.press("1")
    page.keyboard.press("s")
    expect(page.locator(".undo")).to_contain_text(f"Saved for {reference}: Reached")
    page.wait_for_load_state()
    page.keyboard.press("u")

    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Reached (call), undone")

    page.get_by_text("Keyboard shortcuts").click()
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("1")
    expect(page.get_by_label("Reached")).not_to_be_checked()
    page.get_by_label("Use single keys").check()
