"""What others who use the same device can see of a question sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.stack import Stack

PATH = "/questions-to-ask/"


def _fill_and_leave(page: Page, stack: Stack) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="elsewhere"))
    page.goto(f"{stack.url}{PATH}")
    page.fill("[name=medicine_names]", "Zephyrine 50")
    page.check("[name=worries][value=suicide]")
    page.get_by_role("button", name="Make my list").click()
    expect(page.get_by_text("Zephyrine 50")).to_be_visible()
    page.wait_for_load_state()  # the link in the header hides once the bar above the form is there
    page.locator("[data-leave]:visible").first.click()
    page.wait_for_url("https://www.weather.gov/**")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_back_after_leaving_the_sheet_shows_no_answers(
    browser: Browser, stack: Stack, *, scripts: bool
) -> None:
    page = open_context(browser, java_script_enabled=scripts).new_page()
    _fill_and_leave(page, stack)

    page.go_back()
    if not scripts:  # the list itself, which most browsers show only to those who confirm to send it again
        page.go_back()
    expect(page.locator("[name=medicine_names]")).to_have_value("", timeout=5000)
    expect(page.locator("main input:checked")).to_have_count(0, timeout=5000)
    page.context.close()


def test_the_list_and_its_form_keep_their_answers_in_the_other_language(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}{PATH}")
    page.fill("[name=medicine_names]", "Zephyrine 50")
    page.get_by_role("button", name="Make my list").click()
    for language in ("Español", "English"):
        page.get_by_role("link", name=language, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language[:2].lower())
        expect(page.locator("[name=medicine_names]:not([type=hidden])")).to_have_value("Zephyrine 50")
