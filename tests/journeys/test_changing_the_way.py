"""The page on which a person changes how they are reached shows what counts for the way they choose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.stack import Stack

CALLS = ("May we leave a message?", "May we name the clinic?")
TYPED = ("A different name to ask for", "A different word to say first")
REMOVED = ("Remove the name to ask for", "Remove the word to say first")


@pytest.fixture(scope="module")
def address(browser: Browser, stack: Stack) -> str:
    """Send a request and return the address of the page on which it is changed."""
    context = open_context(browser, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill("Changes The Way")
    page.get_by_label("Phone number").fill("732 555 0151")
    page.get_by_label("Any time you’re open").check()
    page.get_by_label("You may read this and contact me").check()
    page.get_by_role("button", name="Request a callback").click()
    page.get_by_role("button", name="Send request").click()
    reference, secret = page.locator(".reference").inner_text(), page.locator(".secret").inner_text()
    page.goto(f"{stack.url}/request/")
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Code").fill(secret)
    page.get_by_role("button", name="Look it up").click()
    page.get_by_role("link", name="Change how we reach you").click()
    address = page.url
    context.close()
    return address


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def form(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """Return the page, on a small phone."""
    context = open_context(browser, java_script_enabled=request.param, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def _shown(form: Page) -> dict[str, bool]:
    """Return whether each question is shown."""
    groups = {name: form.get_by_role("group", name=name) for name in ("When may we contact you?", *CALLS)}
    inputs = ("New phone number", "New email address", *TYPED, *REMOVED)
    asked = groups | {name: form.get_by_label(name) for name in inputs}
    return {name: question.is_visible() for name, question in asked.items()}


def test_an_address_can_be_corrected_without_another_way(form: Page) -> None:
    expect(form.get_by_label("As before").first).to_be_checked()

    assert all(_shown(form).values())


@pytest.mark.parametrize(
    ("way", "left_out"),
    [
        ("Call me", {"New email address"}),
        ("Text me", {"New email address", CALLS[0], TYPED[0], REMOVED[0]}),
        ("Email me", {"New phone number", "When may we contact you?", *CALLS, *TYPED, *REMOVED}),
    ],
)
def test_what_does_not_count_is_not_asked(form: Page, way: str, left_out: set[str]) -> None:
    form.get_by_label(way).check()

    assert {name for name, is_shown in _shown(form).items() if not is_shown} == left_out


def test_times_are_asked_once_they_are_limited(form: Page) -> None:
    times = form.get_by_role("group", name="At which times?")
    expect(times).to_be_hidden()

    form.get_by_label("Only at certain times").check()

    expect(times).to_be_visible()
