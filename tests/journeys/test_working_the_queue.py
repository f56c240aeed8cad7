"""Staff work the queue by keyboard alone, from the list to the closed request."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.keyboard import press, tab_to
from tests.journeys.staff import QUEUE, request_from, sign_in
from tests.stack import Stack


@pytest.mark.short
def test_request_is_worked_and_closed_by_keyboard(page: Page, open_clinic: Stack) -> None:
    reference = request_from(open_clinic)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, open_clinic, QUEUE)
    expect(page.get_by_role("row").filter(has_text=reference)).to_be_visible()

    press(page, page.get_by_role("button", name="Take the next call"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosalind Testcase")
    expect(page.get_by_role("link", name="(732) 555-0142")).to_have_attribute("href", "tel:+17325550142")
    expect(page.get_by_text("Don’t leave a message")).to_be_visible()
    expect(page.get_by_text("since the fire")).to_have_count(0)

    page.wait_for_load_state()  # the keys work once the script has run
    page.keyboard.press("3")
    expect(page.get_by_label("Voicemail left")).to_be_checked()
    press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("The person did not allow leaving a message")
    page.get_by_label("Reached").focus()
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Note Kept as you type"))
    page.keyboard.type("Comes on Tuesday.")
    press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name=reference)).to_contain_text("Reached")
    expect(page.locator(".timeline")).to_contain_text("Comes on Tuesday.")

    tab_to(page, page.get_by_label("Outcome", exact=True))
    page.keyboard.type("Scheduled: An")
    press(page, page.get_by_role("button", name="Close"))
    expect(page.get_by_text(f"{reference} is closed.")).to_be_visible()

    press(page, page.get_by_role("link", name="Arranged"))
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("An appointment is made")
    assert [error for error in errors if "422" not in error] == []


def test_a_draft_that_cannot_be_kept_is_reported(page: Page, open_clinic: Stack) -> None:
    request_from(open_clinic)
    page.route(re.compile("/draft/"), lambda route: route.fulfill(status=503))
    sign_in(page, open_clinic, QUEUE)
    page.get_by_role("button", name="Take the next call").click()
    page.wait_for_load_state()

    page.get_by_label("Note Kept as you type").fill("Comes on Tuesday.")

    expect(page.get_by_text("What you typed isn’t kept yet")).to_be_visible()


def test_text_in_any_form_of_the_card_is_kept(page: Page, open_clinic: Stack) -> None:
    request_from(open_clinic, "Rosalind Keptcase")
    sign_in(page, open_clinic, QUEUE)
    page.get_by_role("button", name="Take the next call").click()
    page.wait_for_load_state()
    typed = {"hold": ("text", "A court order."), "attempt": ("outcome_text", "Moved away.")}

    for action, (name, text) in typed.items():
        field = page.locator(f"form[action*='/do/{action}/'] [name={name}], [form=call][name={name}]").last
        field.evaluate("field => { for (let up = field; up; up = up.parentElement) up.open = true; }")
        with page.expect_response(re.compile(rf"/draft/\?form={action}$")) as kept:
            field.fill(text)
        assert kept.value.status == 204
    page.reload()

    for name, text in typed.values():
        assert text in page.locator(f"[name={name}]").evaluate_all("all => all.map(each => each.value)")


def test_typing_in_a_long_form_keeps_the_session(page: Page, open_clinic: Stack) -> None:
    page.clock.install()
    sign_in(page, open_clinic, QUEUE)
    page.goto(f"{open_clinic.url}/admin/intake/submission/key-in/")
    warning = page.locator("#session-ends")
    page.clock.fast_forward("13:30")
    expect(warning).to_be_visible()

    page.get_by_label("Their name").fill("Rosalind")

    expect(warning).to_be_hidden()
    page.clock.fast_forward("12:30")
    expect(warning).to_be_hidden()
    expect(page.get_by_label("Their name")).to_have_value("Rosalind")


def test_text_about_the_clinic_that_was_left_alone_is_kept_not_saved(page: Page, open_clinic: Stack) -> None:
    sign_in(page, open_clinic, QUEUE)
    page.clock.install()
    page.goto(f"{open_clinic.url}/admin/clinic/notice/add/?kind=complaints")
    page.locator("#id_text").fill("Call us, or write to us.")

    page.clock.fast_forward("15:10")

    expect(page.get_by_text("What you typed before is here again.")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("Call us, or write to us.")


def test_request_being_added_is_kept_when_left_alone_beside_another_tab(
    page: Page, open_clinic: Stack
) -> None:
    sign_in(page, open_clinic, QUEUE)
    queue = page.context.new_page()
    page.clock.install()  # for both tabs
    for tab, path in ((queue, ""), (page, "key-in/")):
        tab.goto(f"{open_clinic.url}/admin/intake/submission/{path}")
    page.get_by_label("Their name").fill("Rosalind")
    queue.evaluate("() => { window.isSamePage = true; }")

    page.clock.fast_forward("15:10")

    expect(page.get_by_text("What you typed before is here again.")).to_be_visible()
    expect(page.get_by_label("Their name")).to_have_value("Rosalind")
    # It would have ended the session before the text arrived.
    assert queue.evaluate("() => window.isSamePage")
    queue.close()
    address = page.url

    page.clock.fast_forward("15:10")  # not touched since

    expect(page).not_to_have_url(address)
    expect(page.get_by_label("Their name")).to_have_value("Rosalind")


def test_page_to_add_a_request_begins_at_its_top_on_a_phone(page: Page, open_clinic: Stack) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    sign_in(page, open_clinic, f"{QUEUE}key-in/")

    expect(page.get_by_role("heading", name="Add a request")).to_be_in_viewport()
    assert page.evaluate("() => scrollY") == 0
