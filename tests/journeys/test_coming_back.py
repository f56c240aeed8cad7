"""A person comes back to a request with nothing but the receipt: looks, changes, withdraws."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stack import Stack


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def _ask(page: Page, stack: Stack, name: str) -> tuple[str, str]:
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("group", name="Is the person who needs help 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_label("Call me").check()
    page.get_by_label("Phone number").fill("732 555 0150")
    page.get_by_text("A name to ask for, or a word we should say").click()
    page.get_by_label("A word we should say first").fill("bluebird")
    page.get_by_label("I agree that staff may read this").check()
    page.get_by_role("button", name="Ask for a call").click()
    return page.locator(".reference").inner_text(), page.locator(".secret").inner_text()


def _look_up(page: Page, stack: Stack, pair: tuple[str, str]) -> None:
    page.goto(f"{stack.url}/request/")
    page.get_by_label("Reference").fill(pair[0].lower())
    page.get_by_label("Secret").fill(pair[1].replace("-", " "))
    page.get_by_role("button", name="Look it up").click()


def test_the_receipt_says_the_rules_and_not_the_words(phone_page: Page, stack: Stack) -> None:
    _ask(phone_page, stack, "Receipt Reader")

    text = phone_page.locator("main").inner_text()
    assert "We will say your word, so that you know it is us." in text
    assert not re.search("bluebird|Receipt Reader|555 0150", text)
    expect(phone_page.get_by_role("img", name="The same as a square for a phone to scan")).to_be_visible()


def test_a_request_is_looked_up_changed_withdrawn_and_put_back(phone_page: Page, stack: Stack) -> None:
    page = phone_page
    pair = _ask(page, stack, "Comes Back")
    _look_up(page, stack, pair)
    expect(page.get_by_role("heading", level=1)).to_have_text("Where your request stands")
    expect(page.locator("dl")).to_contain_text("Received")

    page.get_by_role("link", name="Change how we reach you").click()
    page.get_by_label("Midday").check()
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("dl")).to_contain_text("You changed it")

    page.get_by_role("link", name="Take the request back").click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("We will not contact you about it.")).to_be_visible()

    page.get_by_role("button", name="Put my request back").click()
    expect(page.locator("dl")).to_contain_text("Received")
    assert page.context.cookies() == []


def test_a_wrong_secret_keeps_the_reference_that_was_typed(phone_page: Page, stack: Stack) -> None:
    _look_up(phone_page, stack, ("7K4M-2QXD", "0000 0000 0000 0000 0000"))

    expect(phone_page.get_by_role("alert")).to_contain_text("We found no request with this pair")
    expect(phone_page.get_by_label("Reference")).to_have_value("7k4m-2qxd")


def test_an_address_with_a_slip_is_asked_about_and_kept_if_wished(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    box = page.get_by_label("E-mail address")
    box.fill("sam@gmial.com")
    box.blur()
    page.get_by_role("button", name="Did you mean sam@gmail.com?").click()
    expect(box).to_have_value("sam@gmail.com")

    box.fill("sam@yaho.com")
    box.blur()
    page.get_by_role("button", name="No, keep it").click()
    expect(box).to_have_value("sam@yaho.com")
    box.blur()
    expect(page.get_by_role("button", name=re.compile("Did you mean"))).to_have_count(0)


def test_asking_for_somebody_else_opens_the_questions_about_them(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")

    page.get_by_label("For someone else").check()

    expect(page.get_by_label("My partner")).to_be_visible()
