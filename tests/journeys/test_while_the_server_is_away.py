"""Nothing that was typed is lost while the site restarts, or the device is offline."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.audit.browser import open_context
from tests.stack import ROOT, Stack

PAGES = {
    page.stem: page.read_text(encoding="utf-8") for page in (ROOT / "deploy/nginx/errors").glob("*.html")
}


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("page_of_nginx", ["503", "429"])
def test_reloading_as_the_page_says_sends_what_was_typed(
    browser: Browser, stack: Stack, page_of_nginx: str, *, scripts: bool
) -> None:
    page = open_context(browser, java_script_enabled=scripts).new_page()
    name = f"Zephyr {secrets.token_hex(4)}"

    def away(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        route.fulfill(status=int(page_of_nginx), content_type="text/html", body=PAGES[page_of_nginx])

    page.goto(f"{stack.url}/callback/")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "732 555 0142")
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    page.route("**/callback/", away)
    page.locator("form:has([name=consent]) button[type=submit]").click()
    expect(page.get_by_text(re.compile("reload this page"))).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("go back")
    page.unroute("**/callback/")

    page.reload()

    if not scripts:
        expect(page.get_by_text(name)).to_be_visible()
        page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    page.context.close()


@pytest.mark.parametrize("presses", [1, 2], ids=["once", "twice"])
def test_form_is_held_back_while_the_device_is_offline(page: Page, stack: Stack, presses: int) -> None:
    page.goto(f"{stack.url}/callback/")
    page.wait_for_load_state()
    name = f"Zephyr {secrets.token_hex(4)}"
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "732 555 0142")
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    send = page.locator("form:has([name=consent]) button[type=submit]")
    page.context.set_offline(True)
    send.focus()
    for _ in range(presses):
        page.keyboard.press("Enter")  # the line moves the button away from a second click

    expect(page.get_by_role("alert")).to_contain_text("You seem to be offline. Nothing was sent")
    expect(page.locator("[name=name]")).to_have_value(name)
    page.context.set_offline(False)
    send.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def test_form_is_sent_if_the_browser_is_wrong_about_being_offline(page: Page, stack: Stack) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    page.clock.install()
    page.goto(f"{stack.url}/callback/")
    page.wait_for_load_state()
    send = page.locator("form:has([name=consent]) button[type=submit]")
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("You seem to be offline")
    page.clock.fast_forward(3000)
    send.click()

    expect(page).to_have_title(re.compile("^Error"))
