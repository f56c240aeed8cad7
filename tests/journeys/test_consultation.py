"""A person requests a consultation step by step, stops, resumes, and staff find the request."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.audit.consultation import fill, see
from tests.audit.views import answer_to
from tests.journeys.staff import sign_in
from tests.stack import PATIENCE, Stack


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def _answer_all(page: Page, stack: Stack, name: str) -> None:
    page.goto(f"{stack.url}/consultation/")
    _press(page, "Start")
    page.get_by_role("group", name="18 or older").get_by_label("Yes").check()
    _press(page, "Continue")
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_label("Text me").check()
    page.get_by_label("Phone number").fill("732 555 0142")
    _press(page, "Continue")
    page.get_by_label("Any time you’re open").check()
    for _ in range(5):  # safe times, what brings you, what you tried, health points, hopes
        _press(page, "Continue")
    page.get_by_label("I agree that clinic staff").check()
    _press(page, "Continue")
    _at(page, "Check your answers")


def _reference(page: Page) -> str:
    return page.locator(".reference").inner_text()


def test_consultation_is_answered_corrected_and_sent_without_scripts(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/callback/")
    page.get_by_role("link", name="ask for a consultation").click()
    assert page.context.cookies() == []
    _press(page, "Start")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)

    _press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: Page 1 of 9"))
    page.get_by_role("link", name="Choose whether the person who needs help is 18 or older").click()
    page.get_by_label("For someone else").check()
    page.get_by_role("group", name="18 or older").get_by_label("Yes").check()
    _press(page, "Continue")
    _at(page, "Who is the person you’re asking for?")
    page.get_by_label("A friend").check()
    _press(page, "Continue")

    page.get_by_label("What should we call you?").fill("Constance Sample")
    page.get_by_label("Call me").check()
    page.get_by_label("Phone number").fill("(732) 555-0142 x7")
    _press(page, "Continue")
    page.get_by_label("Any time you’re open").check()
    _press(page, "Continue")
    page.get_by_label("Sleep or nightmares").check()
    _press(page, "Continue")
    page.wait_for_url("**/tried/")
    page.go_back()
    expect(page.get_by_label("Sleep or nightmares")).to_be_checked()
    page.get_by_label("Anything you’d like to add").fill("I would rather talk.")
    _press(page, "Continue")
    page.goto(f"{stack.url}/consultation/check/")
    _at(page, "Your answers are hidden")
    _press(page, "Show my answers")
    _at(page, "What have you tried so far?")
    _press(page, "Continue")
    page.get_by_label("A bladder problem").check()
    _press(page, "Continue")
    _press(page, "Continue")
    page.get_by_label("I agree that clinic staff").check()
    _press(page, "Continue")

    _at(page, "Check your answers")
    expect(page.get_by_text("A bladder problem. A clinician will go through this with you.")).to_be_visible()
    page.get_by_role("link", name="Change What should we call you?").click()
    page.get_by_label("What should we call you?").fill("Constance Example")
    _press(page, "Continue")
    _at(page, "Check your answers")
    expect(page.get_by_text("Constance Example")).to_be_visible()
    page.get_by_role("link", name="Change Who is this for?").click()
    page.get_by_label("For me").check()
    _press(page, "Continue")
    expect(page.get_by_text("A friend")).to_have_count(0)
    _press(page, "Send request")

    _at(page, "We have your request")
    reference = _reference(page)
    assert page.context.cookies() == []
    page.reload()
    assert _reference(page) == reference

    sign_in(page, stack)
    page.goto(f"{stack.url}/admin/intake/submission/")
    page.get_by_role("link", name=reference).click()
    _at(page, "Constance Example")
    expect(page.get_by_text("A bladder problem")).to_have_count(0)
    page.get_by_text("I need to see it").click()
    page.get_by_label("To prepare the call").check()
    page.get_by_role("button", name="Show answers").click()
    expect(page.get_by_role("heading", name="What should a clinician know?")).to_be_visible()
    expect(page.get_by_text("A bladder problem")).to_be_visible()


def test_back_after_an_error_was_fixed_leads_to_the_answers(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    fill(page, f"{stack.url}/consultation/", up_to="agree")
    see(page, f"{stack.url}/consultation/agree/")
    _press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error"))
    page.get_by_label("I agree that clinic staff").check()
    _press(page, "Continue")
    _at(page, "Check your answers")

    page.go_back()

    expect(page.get_by_label("I agree that clinic staff")).to_be_checked()
    expect(page.locator(".error-summary")).to_have_count(0)


def test_double_click_and_second_tab_keep_one_request(page: Page, stack: Stack) -> None:
    _answer_all(page, stack, "Double Press")
    tab = page.context.new_page()
    tab.goto(f"{stack.url}/consultation/check/")
    _press(tab, "Show my answers")

    page.get_by_role("button", name="Send request").dblclick()
    _at(page, "We have your request")
    _press(tab, "Send request")

    _at(tab, "We have your request")
    assert _reference(tab) == _reference(page)


def test_check_page_after_sending_says_that_the_form_is_closed(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    _answer_all(page, stack, "Back Again")
    _press(page, "Send request")
    _at(page, "We have your request")

    page.goto(f"{stack.url}/consultation/check/")

    _at(page, "This form is no longer open")
    expect(page.get_by_text("If you sent it and saw a reference, we have your request.")).to_be_visible()


def test_draft_is_resumed_with_its_code_on_another_device(
    plain_page: Page, browser: Browser, stack: Stack
) -> None:
    page = plain_page
    page.goto(f"{stack.url}/consultation/")
    _press(page, "Start")
    page.get_by_role("group", name="18 or older").get_by_label("Yes").check()
    _press(page, "Continue")
    page.get_by_label("What should we call you?").fill("Half Way")
    _press(page, "Finish later")
    code = page.locator(".draft-code").inner_text()
    _press(page, "I have my code. Close the form.")
    _at(page, "Closed on this device")
    assert page.context.cookies() == []

    other = open_context(browser, java_script_enabled=False).new_page()
    other.goto(f"{stack.url}/consultation/resume/")
    other.get_by_label("Your code").fill(code.lower().replace("-", " "))
    _press(other, "Continue")

    _at(other, "How can we reach you?")
    expect(other.get_by_label("What should we call you?")).to_have_value("Half Way")
    _press(other, "Leave and delete")
    _at(other, "Your answers are deleted")
    other.context.close()


def test_leaving_the_site_deletes_the_draft_with_scripts(page: Page, stack: Stack) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="sunny"))
    fill(page, f"{stack.url}/consultation/", up_to="now")
    page.goto(f"{stack.url}/consultation/later/")
    _press(page, "Show my answers")
    _press(page, "Finish later")
    code = page.locator(".draft-code").inner_text()

    page.locator(".leave-button").click()
    page.wait_for_url("https://www.weather.gov/**")

    gone = page.get_by_role("alert").filter(has_text="We can’t find an unfinished form with this code.")
    end = time.monotonic() + PATIENCE
    while True:  # what deletes the draft may arrive after the page that follows
        page.goto(f"{stack.url}/consultation/resume/")
        page.get_by_label("Your code").fill(code)
        answer_to(page, lambda: _press(page, "Continue"))
        if gone.is_visible() or time.monotonic() > end:
            break
    expect(gone).to_be_visible()


def test_form_can_be_filled_in_by_keyboard_alone(page: Page, stack: Stack) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{stack.url}/consultation/")

    def tab_to(selector: str) -> None:
        target = page.locator(selector).first.element_handle()
        for _ in range(80):
            page.keyboard.press("Tab")
            if target.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def go_on() -> None:
        tab_to("form.step .button")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    tab_to("form[action='/consultation/start/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to("[name=adult]")
    page.keyboard.press("Space")
    go_on()
    tab_to("[name=name]")
    page.keyboard.type("Kay Board")
    tab_to("[name=channel]")
    page.keyboard.press("Space")
    tab_to("[name=phone]")
    page.keyboard.type("732 555 0144")
    go_on()
    tab_to("[name=when]")
    page.keyboard.press("Space")
    for _ in range(5):
        go_on()
    tab_to("[name=consent]")
    page.keyboard.press("Space")
    go_on()
    tab_to("form[action='/consultation/send/'] button")
    page.keyboard.press("Enter")

    _at(page, "We have your request")


# The audit looks at the layout of every step at 320, 360 and 1280 pixels.
@pytest.mark.parametrize("width", [768])
def test_steps_do_not_scroll_sideways(page: Page, stack: Stack, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    fill(page, f"{stack.url}/consultation/")

    for step in ("", "who/", "reach/", "points/", "check/", "later/", "resume/", "is-this-for-me/"):
        see(page, f"{stack.url}/consultation/{step}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
