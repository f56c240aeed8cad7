"""Back after sending, in a browser that keeps whole pages in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Route, expect

from tests.audit.browser import launch_arguments, open_context
from tests.stack import PATIENCE, Stack

NAMES = {
    "/callback/": "Leaves Notrace",
    "with scripts": "Leaves No Word",
    "/ptsd-medication-alternatives/": "Leaves Nothing",
}
PHONES = {
    "/callback/": "732 555 0150",
    "with scripts": "732 555 0152",
    "/ptsd-medication-alternatives/": "732 555 0151",
}


@pytest.fixture
def keeping_browser(browser_type: BrowserType) -> Iterator[Browser]:
    """Return a browser whose memory of whole pages, which Playwright turns off, is on."""
    arguments = launch_arguments() | {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**arguments)
    yield browser
    browser.close()


@pytest.fixture
def page(keeping_browser: Browser) -> Page:
    """Return a page without scripts."""
    return open_context(keeping_browser, java_script_enabled=False).new_page()


def _fill(page: Page, path: str = "/callback/") -> None:
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_label("What should we call you?").fill(NAMES[path])
    page.get_by_label("Phone number").fill(PHONES[path])
    page.get_by_label("Any time you’re open").check()
    page.get_by_label("You may read this and contact me").check()


def _go_back(page: Page) -> str:
    """Go back and return what is seen there. Fails if the page comes from memory and so isn't loaded."""
    page.go_back()
    fields = page.locator("main input[type=text], main input[type=tel]").all()
    return page.locator("main").inner_text() + " ".join(field.input_value() for field in fields)


def _go_back_without_loading(page: Page) -> None:
    """Go back, also to a page from memory, which isn't loaded again, and wait for what is put back into it.

    An empty field proves nothing before that: a browser fills in forms when it has read the page.
    """
    page.go_back(wait_until="commit")
    expect(page.locator("html")).to_have_js_property("ownerDocument.readyState", "complete")


def test_browser_of_these_tests_keeps_typed_text(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    _fill(page)
    page.goto(f"{stack.url}/privacy/")
    _go_back_without_loading(page)

    expect(page.get_by_label("What should we call you?")).to_have_value(NAMES["/callback/"])


@pytest.mark.parametrize("path", ["/callback/", "/ptsd-medication-alternatives/"])
def test_back_shows_nothing_that_was_sent(page: Page, stack: Stack, path: str) -> None:
    page.goto(f"{stack.url}{path}")
    _fill(page, path)
    page.get_by_role("button", name="Request a callback").click()
    with page.expect_response("**/clear.gif") as cleared:
        page.get_by_role("button", name="Send request").click()
    cleared.value.finished()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    seen = [_go_back(page), _go_back(page)]
    assert [NAMES[path] in text or PHONES[path] in text for text in seen] == [False, False]


@pytest.mark.parametrize("leaves", [False, True], ids=["sent", "left"])
def test_back_to_two_errors_shows_empty_fields_with_scripts(
    keeping_browser: Browser, stack: Stack, *, leaves: bool
) -> None:
    page = open_context(keeping_browser).new_page()
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="elsewhere"))
    page.goto(f"{stack.url}/callback/")
    for phone in ("732", "73"):
        before = page.url
        _fill(page, "with scripts")
        page.get_by_label("Phone number").fill(phone)
        page.get_by_role("button", name="Request a callback").click()
        page.wait_for_url(lambda url, before=before: "/again/" in url and url != before)
        page.reload()  # the button is pressed again at once, and not as a double click
    if leaves:
        page.locator("[data-leave]:visible").first.click()
        page.wait_for_url("https://www.weather.gov/**")
    else:
        _fill(page, "with scripts")
        page.get_by_role("button", name="Request a callback").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    for _ in range(2):
        _go_back_without_loading(page)
        expect(page.get_by_label("What should we call you?")).to_have_value("")
        expect(page.get_by_label("Phone number")).to_have_value("")
        for label in ("Any time you’re open", "You may read this and contact me"):
            expect(page.get_by_label(label)).not_to_be_checked()


def _leave(page: Page, *, scripts: bool) -> None:
    """Press "Leave this site" and wait for the other page.

    With scripts, that page is held back until the site has answered the notice: a browser doesn't report
    what happens for a page that is gone.
    """
    elsewhere: list[Route] = []
    page.route("https://www.weather.gov/**", lambda route: elsewhere.append(route))
    page.wait_for_load_state()  # the link in the header hides once the bar above the form is there
    link = page.locator("[data-leave]:visible").first
    if scripts:
        with page.expect_response("**/leave/**", timeout=PATIENCE * 1000):
            link.click(no_wait_after=True)
    else:
        link.click()
    end = time.monotonic() + PATIENCE
    while not elsewhere and time.monotonic() < end:
        page.wait_for_timeout(50)
    elsewhere[0].fulfill(body="elsewhere")
    page.wait_for_url("https://www.weather.gov/**")


def test_back_after_leaving_shows_nothing_that_was_typed(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/")
    for phone in ("732", "73"):
        before = page.url
        _fill(page)
        page.get_by_label("Phone number").fill(phone)
        page.get_by_role("button", name="Request a callback").click()
        page.wait_for_url(lambda url, before=before: "/again/" in url and url != before)
    _leave(page, scripts=False)

    for _ in range(2):
        _go_back_without_loading(page)
        expect(page.get_by_label("What should we call you?")).to_have_value("")
        expect(page.get_by_label("Phone number")).to_have_value("")


def _self_check(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/self-check/")
    page.check("[name=event][value=yes]")
    page.get_by_role("button", name="Continue").click()
    for number in range(1, 6):
        page.check(f"[name=item{number}][value=yes]")
    page.get_by_role("button", name="Show the result").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 of 5")


def _suitability(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/consultation/is-this-for-me/")
    page.check("[name=told_not][value=yes]")
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Let’s talk first")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("ask", [_self_check, _suitability])
def test_back_or_the_history_shows_no_result_after_leaving(
    keeping_browser: Browser, stack: Stack, ask: Callable[[Page, Stack], None], *, scripts: bool
) -> None:
    page = open_context(keeping_browser, java_script_enabled=scripts).new_page()
    ask(page, stack)
    result = page.url
    _leave(page, scripts=scripts)

    page.goto(result)
    assert page.url != result
    _go_back_without_loading(page)  # to the other page
    _go_back_without_loading(page)
    expect(page.locator("main fieldset").first).to_be_visible()
    expect(page.locator("main input:checked")).to_have_count(0)


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize(
    ("path", "reads_on"),
    [("/callback/", False), ("/ptsd-medication-alternatives/", True)],
    ids=["on the form", "on a later page"],
)
def test_back_after_leaving_shows_nothing_that_was_typed_and_never_sent(
    keeping_browser: Browser, stack: Stack, path: str, *, reads_on: bool, scripts: bool
) -> None:
    page = open_context(keeping_browser, java_script_enabled=scripts).new_page()
    page.goto(f"{stack.url}{path}")
    page.fill("[name=name]", "Never Sent")
    page.check("[name=adult][value=yes]")
    if reads_on:
        page.goto(f"{stack.url}/privacy/")
    _leave(page, scripts=scripts)

    _go_back_without_loading(page)
    if scripts and not reads_on:  # the other page took the place of the form
        expect(page).to_have_url("about:blank")
        return
    if not scripts and reads_on:
        expect(page.locator("h1")).to_be_visible()
        _go_back_without_loading(page)
    expect(page.locator("[name=name]")).to_have_value("")
    expect(page.locator("[name=adult]:checked")).to_have_count(0)
