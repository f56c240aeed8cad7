"""Two nurses work through a queue at once: one card and at most two clicks per call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.audit.browser import open_context
from tests.journeys.calls import CALLS, Nurse, always_open, ask_for_calls, what_is_on_record, work_through
from tests.prepared import Prepared
from tests.stack import Mailbox, Stack

COUNT = 2 * len(CALLS)


@pytest.fixture(scope="module")
def own_clinic(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Stack]:
    """Return a site of its own, always open, so that its queue contains these calls only."""
    folder = tmp_path_factory.mktemp("monday")
    running = prepared.copy(folder, mailbox.port, CLINIC_FILE=str(always_open(folder)))
    try:
        running.make_staff("ana", "front-desk")
        running.start_site()
        running.wait_for_first_page()
        yield running
    finally:
        running.stop()


def test_two_nurses_empty_the_queue_with_two_clicks_per_call(browser: Browser, own_clinic: Stack) -> None:
    ask_for_calls(own_clinic, COUNT)
    pages = [open_context(browser).new_page() for _ in range(2)]

    calls = work_through(
        [Nurse(name, page, own_clinic) for name, page in zip(("nurse", "ana"), pages, strict=True)]
    )

    assert len({call.reference for call in calls}) == len(calls) == COUNT
    assert max(call.clicks for call in calls) <= 2
    assert what_is_on_record(own_clinic).startswith(f"[1] {COUNT} ")
