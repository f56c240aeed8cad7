"""A person returns to a request with only the receipt: looks it up, changes it, withdraws it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack


def _ask(page: Page, stack: Stack, name: str) -> tuple[str, str]:
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_label("Phone number").fill("732 555 0150")
    page.get_by_label("Any time you’re open").check()
    page.get_by_text("Change this").click()
    page.get_by_label("A word we should say first").fill("bluebird")
    page.get_by_label("You may read this and contact me").check()
    page.get_by_role("button", name="Request a callback").click()
    page.get_by_role("button", name="Send request").click()  # the check page, shown without JavaScript
    return page.locator(".reference").inner_text(), page.locator(".secret").inner_text()


def _look_up(page: Page, stack: Stack, pair: tuple[str, str]) -> None:
    page.goto(f"{stack.url}/request/")
    page.get_by_label("Reference").fill(pair[0].lower())
    page.get_by_label("Code").fill(pair[1].replace("-", " "))
    page.get_by_role("button", name="Look it up").click()


def test_receipt_shows_the_rules_but_not_the_answers(plain_page: Page, stack: Stack) -> None:
    _ask(plain_page, stack, "Receipt Reader")

    text = plain_page.locator("main").inner_text()
    assert "We’ll say your code word first, so you know it’s us." in text
    assert not re.search("bluebird|Receipt Reader|555 0150", text)
    expect(plain_page.get_by_role("img", name="QR code with the same reference and code")).to_be_visible()


@pytest.mark.short
def test_request_is_looked_up_changed_withdrawn_and_restored(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    pair = _ask(page, stack, "Comes Back")
    _look_up(page, stack, pair)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request")
    expect(page.locator("dl")).to_contain_text("Received")

    page.get_by_role("link", name="Change how we reach you").click()
    page.get_by_label("Only at certain times").check()
    page.get_by_label("Midday").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your change is saved")
    page.get_by_role("link", name="See your request").click()
    expect(page.locator("dl")).to_contain_text("You changed it")

    page.get_by_role("link", name="Cancel this request").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_text("We won’t contact you about it.")).to_be_visible()

    page.get_by_role("button", name="Reopen my request").click()
    expect(page.locator("dl")).to_contain_text("Received")
    assert page.context.cookies() == []


def test_wrong_secret_keeps_the_typed_reference(plain_page: Page, stack: Stack) -> None:
    _look_up(plain_page, stack, ("7K4M-2QXD", "0000 0000 0000 0000 0000"))

    expect(plain_page.get_by_role("alert")).to_contain_text("We couldn’t find that request")
    expect(plain_page.get_by_label("Reference")).to_have_value("7k4m-2qxd")


def test_misspelled_email_address_is_questioned_once(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    page.get_by_text("I’d rather get a text or an email").click()
    page.get_by_label("Email me", exact=True).check()
    box = page.get_by_label("Email address")
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
    expect(page.locator("input[name=mail_kept]")).to_have_value("yaho.com")


def test_questions_about_someone_else_are_folded_away(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    expect(page.get_by_label("My partner")).to_be_hidden()

    page.get_by_text("This is for someone else", exact=True).click()

    expect(page.get_by_label("My partner")).to_be_visible()
