"""Enhancements with JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.audit.browser import open_context
from tests.stack import Stack

ELSEWHERE = "https://www.weather.gov/"


def _fake_elsewhere(page: Page) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    page.route(f"{ELSEWHERE}**", answer)


def test_leave_button_removes_the_page_from_the_history(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/")
    page.goto(f"{stack.url}/callback/")

    page.locator(".leave-button").click()

    expect(page).to_have_url(ELSEWHERE)
    page.go_back()
    expect(page).to_have_url(f"{stack.url}/")


def test_pressing_shift_three_times_leaves_the_site(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/callback/")
    page.get_by_label("What should we call you?").fill("Sam")

    for _ in range(3):
        page.keyboard.press("Shift")

    expect(page).to_have_url(ELSEWHERE)


def test_typing_capital_letters_does_not_leave_the_site(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    field = page.get_by_label("What should we call you?")
    field.focus()

    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")

    expect(page).to_have_url(f"{stack.url}/callback/")
    expect(field).to_have_value("ABCD")


def test_leave_button_works_without_javascript(plain_page: Page, stack: Stack) -> None:
    _fake_elsewhere(plain_page)
    plain_page.goto(f"{stack.url}/safety/")

    plain_page.locator(".leave-button").click()

    expect(plain_page).to_have_url(ELSEWHERE)


def test_message_shows_the_remaining_characters(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    page.get_by_text("Add a message").click()
    message = page.get_by_label("Your message")

    message.fill("a" * 990)
    expect(page.get_by_text("Characters left: 10")).to_be_visible()
    message.fill("a" * 1001)
    expect(page.get_by_text("Characters over the limit: 1")).to_be_visible()
    expect(message).to_have_value("a" * 1001)


def test_error_summary_is_focused(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")

    page.get_by_role("button", name="Request a callback").click()

    expect(page.get_by_role("alert")).to_be_focused()


def test_double_click_sends_one_post(page: Page, stack: Stack) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.method) if request.method == "POST" else None)
    page.goto(f"{stack.url}/callback/")

    page.get_by_role("button", name="Request a callback").dblclick()

    expect(page).to_have_title(re.compile("^Error"))
    assert posts == ["POST"]


def test_reference_can_be_copied(page: Page, stack: Stack) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill("Copy Person")
    page.get_by_text("I’d rather get a text or an email").click()
    page.get_by_label("Email me", exact=True).check()
    page.get_by_label("Email address").fill("copy@example.com")
    page.get_by_label("You may read this and contact me").check()
    page.get_by_role("button", name="Request a callback").click()

    page.get_by_role("button", name="Copy the reference").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".reference").inner_text()


def test_shift_with_another_modifier_does_not_leave_the_site(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/callback/")

    for key in ("Alt", "Control", "Meta"):
        page.keyboard.down(key)
        for _ in range(3):
            page.keyboard.press("Shift")
        page.keyboard.up(key)
    page.wait_for_timeout(300)

    expect(page).to_have_url(f"{stack.url}/callback/")


def test_shift_held_while_clicking_does_not_leave_the_site(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/callback/")

    for _ in range(3):
        page.locator("h1").click(modifiers=["Shift"])
    page.wait_for_timeout(300)

    expect(page).to_have_url(f"{stack.url}/callback/")


def test_shift_of_a_keyboard_on_the_screen_does_not_leave_the_site(browser: Browser, stack: Stack) -> None:
    context = open_context(browser, is_mobile=True, has_touch=True, viewport={"width": 360, "height": 640})
    page = context.new_page()
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/callback/")

    page.evaluate(
        """for (const type of ["keydown", "keyup", "keydown", "keyup", "keydown", "keyup"])
            document.dispatchEvent(new KeyboardEvent(type, {key: "Shift", code: "", bubbles: true}))"""
    )
    page.wait_for_timeout(300)

    expect(page).to_have_url(f"{stack.url}/callback/")
    context.close()


def test_going_back_after_sending_shows_an_empty_form(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    page.get_by_label("What should we call you?").fill("Back Button")
    page.get_by_label("Phone number").fill("732 555 0177")
    page.get_by_label("Any time you’re open").check()
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("You may read this and contact me").check()
    page.get_by_role("button", name="Request a callback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    page.go_back()

    expect(page.get_by_label("What should we call you?")).to_have_value("")
    expect(page.get_by_label("Phone number")).to_have_value("")
    expect(page.get_by_label("You may read this and contact me")).not_to_be_checked()
