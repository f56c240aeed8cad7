"""The components in a browser, on the style guide that only developers see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.prepared import Prepared
from tests.stack import Mailbox, Stack


@pytest.fixture(scope="module")
def debug_site(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Stack]:
    running = prepared.copy(tmp_path_factory.mktemp("debug_site"), mailbox.port, DEBUG="true")
    try:
        running.start_site()
        running.wait_for_first_page()
        yield running
    finally:
        running.stop()


def test_link_into_a_collapsed_section_opens_it(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/faq/#question-is-ketamine-right-for-everyone")

    expect(page.locator("details:has(#question-is-ketamine-right-for-everyone)")).to_have_attribute(
        "open", ""
    )


def test_collapsed_section_is_open_in_print(page: Page, debug_site: Stack) -> None:
    page.goto(f"{debug_site.url}/styleguide/")
    folded = page.locator("details:not([open])").first
    folded.evaluate("each => { each.id = 'folded'; }")
    folded = page.locator("#folded")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).not_to_have_attribute("open", "")


@pytest.mark.parametrize("width", [320, 1280])
def test_components_do_not_scroll_the_page_sideways(page: Page, debug_site: Stack, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{debug_site.url}/styleguide/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_live_site_has_no_style_guide(page: Page, stack: Stack) -> None:
    assert page.goto(f"{stack.url}/styleguide/").status == 404
