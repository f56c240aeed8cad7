"""A person reads, requests a callback, and staff find the request. JavaScript is off throughout."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in
from tests.stack import Mailbox, Stack

FLAGSHIP = "/ptsd-medication-alternatives/"
PATHS = ["/", FLAGSHIP, "/crisis/", "/faq/", "/callback/", "/request/"]


def _fill(page: Page, phone: str, message: str = "") -> None:
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill("Rosalind Testcase")
    page.get_by_label("Phone number").fill(phone)
    page.get_by_label("Only at certain times").check()
    page.get_by_label("Morning").check()
    page.get_by_text("Add a message").click()
    page.get_by_label("Your message").fill(message)
    page.get_by_label("You may read this and contact me").check()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Request a callback").click()


def _confirm(page: Page) -> None:
    """Send the request from the check page, which is shown without JavaScript."""
    page.get_by_role("button", name="Send request").click()


def _reference(page: Page) -> str:
    return page.locator(".reference").inner_text()


@pytest.mark.short
def test_reader_requests_a_callback_and_staff_read_the_request(
    plain_page: Page, stack: Stack, mailbox: Mailbox
) -> None:
    page = plain_page
    mailbox.accepted.clear()

    page.goto(f"{stack.url}/")
    page.get_by_role("link", name="What that means").click()
    _fill(page, phone="12345", message="I would rather talk than write.")
    _send(page)

    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    summary.get_by_role("link", name="Enter a phone number, like").click()
    expect(page.get_by_label("Phone number")).to_be_focused()
    expect(page.get_by_label("What should we call you?")).to_have_value("Rosalind Testcase")
    expect(page.get_by_label("Morning")).to_be_checked()

    page.get_by_label("Phone number").fill("(732) 555-0142 x7")
    _send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    reference = _reference(page)
    expect(page.get_by_text("We’ll contact you by")).to_be_visible()

    (mail,) = mailbox.wait_for(1)
    assert mail["Subject"] == f"A new request is waiting: {reference}"
    link = re.search(r"http://\S+", mail.get_payload())[0]

    sign_in(page, stack)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosalind Testcase")
    expect(page.get_by_text("I would rather talk than write.")).to_have_count(0)
    expect(page.locator(".timeline").get_by_text("Opened nurse")).to_have_count(1)
    page.get_by_text("I need to see it").click()
    page.get_by_label("To prepare the call").check()
    page.get_by_role("button", name="Show answers").click()
    expect(page.get_by_text("I would rather talk than write.")).to_be_visible()

    page.get_by_role("button", name="Claim").click()
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("link", name="In progress").click()
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Claimed")


@pytest.mark.short
def test_reloading_and_reopening_the_receipt_keeps_one_request(
    plain_page: Page, stack: Stack, mailbox: Mailbox
) -> None:
    page = plain_page
    mailbox.accepted.clear()
    page.goto(f"{stack.url}/callback/")
    _fill(page, phone="732 555 0143")
    _send(page)
    _confirm(page)
    first, address = _reference(page), page.url

    page.reload()
    assert _reference(page) == first
    page.goto(address)
    assert _reference(page) == first

    mailbox.wait_for(1)
    page.wait_for_timeout(2500)
    assert [mail["Subject"] for mail in mailbox.accepted] == [f"A new request is waiting: {first}"]


@pytest.mark.short
def test_form_can_be_sent_by_keyboard_alone(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/callback/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("What should we call you?").focus()
    page.keyboard.type("Kay Board")
    page.keyboard.press("Tab")
    page.keyboard.type("732 555 0144")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # any time
    page.keyboard.press("Tab")  # "Change this"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # 18 or older
    consent = page.get_by_label("You may read this and contact me")
    while not consent.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    send = page.get_by_role("button", name="Send request")
    while not send.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


@pytest.mark.parametrize(
    "path", ["/", FLAGSHIP, "/crisis/", "/faq/", "/callback/", "/request/", "/not-here/"]
)
def test_page_sets_no_cookie_and_requests_no_other_host(page: Page, stack: Stack, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    violations: list[str] = []
    page.on("console", lambda line: violations.append(line.text) if "Content Security" in line.text else None)

    page.goto(f"{stack.url}{path}", wait_until="networkidle")

    assert page.context.cookies() == []
    assert [url for url in asked if not url.startswith(stack.url)] == []
    assert violations == []


# The audit looks at the layout of every page at 320, 360 and 1280 pixels.
@pytest.mark.parametrize("width", [768])
@pytest.mark.parametrize("path", PATHS)
def test_page_does_not_scroll_sideways(page: Page, stack: Stack, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{stack.url}{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
