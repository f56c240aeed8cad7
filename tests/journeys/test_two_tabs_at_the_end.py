"""Two tabs with text that isn't saved when the session ends: neither loses it, whichever ends it."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

from clinic_site.accounts.sessions import IDLE
from tests.journeys.staff import sign_in
from tests.stack import Stack

SAID = "What you typed before is here again."
PAGES = {"/admin/clinic/treatment/add/": "Ketamine by mouth", "/admin/clinic/plan/add/": "Example Plan"}


def _is_kept(response: Response) -> bool:
    return response.request.method == "POST" and response.ok


def test_the_text_of_both_tabs_is_there_after_signing_in(page: Page, open_clinic: Stack) -> None:
    sign_in(page, open_clinic, "/admin/")
    page.context.clock.install()  # the clock of both tabs
    other = page.context.new_page()
    for tab, (path, typed) in zip((page, other), PAGES.items(), strict=True):
        tab.goto(open_clinic.url + path)
        tab.locator("#id_name").fill(typed)

    with page.expect_response(_is_kept, timeout=30_000), other.expect_response(_is_kept, timeout=30_000):
        page.context.clock.fast_forward((IDLE - 60) * 1000)
    page.context.clear_cookies()
    sign_in(page, open_clinic, "/admin/")

    for path, typed in PAGES.items():
        page.goto(open_clinic.url + path)
        expect(page.get_by_text(SAID)).to_be_visible(timeout=10_000)
        assert page.locator("#id_name").input_value() == typed
