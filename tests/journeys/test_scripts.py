"""What scripts add, with JavaScript on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.stack import Stack

ELSEWHERE = "https://www.weather.gov/"


def _fake_elsewhere(page: Page) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    page.route(f"{ELSEWHERE}**", answer)


def test_leaving_takes_this_page_out_of_the_way_back(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/")
    page.goto(f"{stack.url}/callback/")

    page.locator(".leave-button").click()

    expect(page).to_have_url(ELSEWHERE)
    page.go_back()
    expect(page).to_have_url(f"{stack.url}/")


def test_three_presses_of_shift_leave(page: Page, stack: Stack) -> None:
    _fake_elsewhere(page)
    page.goto(f"{stack.url}/callback/")
    page.get_by_label("What should we call you?").fill("Sam")

    for _ in range(3):
        page.keyboard.press("Shift")

    expect(page).to_have_url(ELSEWHERE)


def test_typing_capital_letters_does_not_leave(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    field = page.get_by_label("What should we call you?")
    field.focus()

    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")

    expect(page).to_have_url(f"{stack.url}/callback/")
    expect(field).to_have_value("ABCD")


def test_the_link_leads_away_without_javascript_too(plain_page: Page, stack: Stack) -> None:
    _fake_elsewhere(plain_page)
    plain_page.goto(f"{stack.url}/safety/")

    plain_page.locator(".leave-button").click()

    expect(plain_page).to_have_url(ELSEWHERE)


def test_the_message_says_how_much_room_is_left(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    message = page.get_by_label("Anything that would help us help you")

    message.fill("a" * 990)
    expect(page.get_by_text("Characters left: 10")).to_be_visible()
    message.fill("a" * 1001)
    expect(page.get_by_text("Characters too many: 1")).to_be_visible()
    expect(message).to_have_value("a" * 1001)


def test_a_list_of_what_to_mend_is_focused(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")

    page.get_by_role("button", name="Ask for a call").click()

    expect(page.get_by_role("alert")).to_be_focused()


def test_a_second_press_is_the_same_press(page: Page, stack: Stack) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.method) if request.method == "POST" else None)
    page.goto(f"{stack.url}/callback/")

    page.get_by_role("button", name="Ask for a call").dblclick()

    expect(page).to_have_title(re.compile("^Error"))
    assert posts == ["POST"]


def test_the_reference_can_be_copied(page: Page, stack: Stack) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("group", name="Is the person who needs help 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill("Copy Person")
    page.get_by_label("E-mail me").check()
    page.get_by_label("E-mail address").fill("copy@example.com")
    page.get_by_label("I agree that staff may read this").check()
    page.get_by_role("button", name="Ask for a call").click()

    page.get_by_role("button", name="Copy the reference").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".reference").inner_text()
