"""What others who use the same device, or find a printout, can see."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.audit.consultation import fill, see
from tests.stack import Stack

LONG = "Wwmwwmwwmwwmwwmwwmwwmwwmwwmm"  # 28 letters
ADDRESS = "a.very.long.name.of.a.person@a-long-domain.test"


def test_the_address_of_the_qr_code_fills_in_the_form_and_leaves_the_address_bar(
    page: Page, stack: Stack
) -> None:
    page.goto(f"{stack.url}/request/#7K4M-2QXD.ABCD-EFGH-JKMN-PQRS-TVWX")

    expect(page.get_by_label("Reference")).to_have_value("7K4M-2QXD")
    expect(page.get_by_label("Code")).to_have_value("ABCD-EFGH-JKMN-PQRS-TVWX")
    assert page.evaluate("location.href") == f"{stack.url}/request/"


def test_a_printed_form_page_does_not_say_whose_it_is(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/self-check/")
    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".site-footer")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_word_of_28_letters_and_a_long_address_fit_on_the_check_page(page: Page, stack: Stack) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    fill(page, f"{stack.url}/consultation/")
    see(page, f"{stack.url}/consultation/reach/")
    page.fill("[name=name]", LONG)
    page.check("[name=channel][value=email]")
    page.fill("[name=email]", ADDRESS)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text(LONG)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_page_left_alone_is_hidden_and_loses_nothing(page: Page, stack: Stack) -> None:
    page.clock.install()
    fill(page, f"{stack.url}/consultation/", up_to="now")
    see(page, f"{stack.url}/consultation/now/")
    note = page.get_by_label("Anything you’d like to add")
    note.fill("I would rather talk.")
    page.clock.fast_forward("19:00")
    expect(note).to_be_visible()

    page.clock.fast_forward("20:05")

    expect(note).to_be_hidden()
    expect(page.get_by_role("button", name="Delete my answers")).to_be_visible()
    page.get_by_role("button", name="Show my answers").click()
    expect(note).to_have_value("I would rather talk.")


def test_answers_from_memory_are_not_shown_once_the_form_is_deleted(page: Page, stack: Stack) -> None:
    """Safari keeps pages with answers in memory, and goes back to them without asking the server."""
    fill(page, f"{stack.url}/consultation/")
    see(page, f"{stack.url}/consultation/check/")
    other_tab = page.context.new_page()
    see(other_tab, f"{stack.url}/consultation/check/")
    other_tab.get_by_role("button", name="Leave and delete").click()
    expect(other_tab.locator("h1")).to_have_text("Your answers are deleted")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    expect(page.locator(".answers")).to_have_count(0)


@pytest.mark.parametrize("place", ["[name=note]", "h1"])
def test_showing_the_answers_leads_back_to_the_place_left(page: Page, stack: Stack, place: str) -> None:
    page.clock.install()
    fill(page, f"{stack.url}/consultation/", up_to="now")
    see(page, f"{stack.url}/consultation/now/")
    if place != "h1":
        page.focus(place)
    page.clock.fast_forward("20:05")

    page.get_by_role("button", name="Show my answers").press("Enter")

    expect(page.locator(place)).to_be_focused(timeout=5000)


def test_an_address_typed_later_shows_no_answers(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    fill(page, f"{stack.url}/consultation/")

    page.goto(f"{stack.url}/consultation/check/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are hidden")
    expect(page.get_by_text("Sam Testcase")).to_have_count(0)
    page.get_by_role("button", name="Show my answers").click()
    expect(page.get_by_text("Sam Testcase")).to_be_visible()
    page.get_by_role("link", name="Change What should we call you?").click()
    expect(page.get_by_label("What should we call you?")).to_have_value("Sam Testcase")


def test_back_after_sending_a_consultation_shows_no_answers(page: Page, stack: Stack) -> None:
    fill(page, f"{stack.url}/consultation/")
    for step in ("reach", "now", "check"):
        see(page, f"{stack.url}/consultation/{step}/")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    for _ in range(6):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Sam Testcase")).to_have_count(0)
        assert "Sam Testcase" not in page.content()


def _typed(page: Page) -> list[str]:
    """Return what the text fields of the page contain."""
    fields = page.locator("input:not([type=hidden], [type=radio], [type=checkbox]), textarea").all()
    return [value for value in (field.input_value() for field in fields) if value]


def _chosen(page: Page) -> int:
    return page.locator("[name=adult]:checked, [name=when]:checked, [name=consent]:checked").count()


@pytest.mark.parametrize("path", ["/callback/", "/ptsd-medication-alternatives/"])
@pytest.mark.parametrize("scripts", [False, True])
def test_back_after_sending_the_short_form_shows_no_answers(
    browser: Browser, stack: Stack, path: str, *, scripts: bool
) -> None:
    page = open_context(browser, java_script_enabled=scripts).new_page()
    name = f"Zephyr {secrets.token_hex(4)}"
    page.goto(f"{stack.url}{path}")
    send = page.locator("form:has([name=consent]) button[type=submit]")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "732")
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    send.click()
    expect(page).to_have_title(re.compile("^Error"))
    page.reload()  # a page of its own
    page.fill("[name=phone]", "732 555 0142")
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    for _ in range(2):
        page.go_back()
        expect(page.locator("h1").first).to_be_visible()
        assert name not in page.content()
        assert (_typed(page), _chosen(page)) == ([], 0)
    page.context.close()


def test_back_from_the_receipt_to_the_check_page_leads_to_the_receipt(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    name = f"Zephyr {secrets.token_hex(4)}"
    page.goto(f"{stack.url}/callback/")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "732 555 0142")
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    page.locator("form:has([name=consent]) button[type=submit]").click()
    expect(page.get_by_text(name)).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Send request").click()
    reference = page.locator(".reference").inner_text()

    page.go_back()
    expect(page.locator(".reference")).to_have_text(reference)
    page.go_back()
    assert (_typed(page), _chosen(page)) == ([], 0)
    assert name not in page.content()


def test_back_from_a_status_page_shows_no_pair(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/callback/")
    page.fill("[name=name]", f"Zephyr {secrets.token_hex(4)}")
    page.fill("[name=phone]", "732 555 0142")
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    page.locator("form:has([name=consent]) button[type=submit]").click()
    page.get_by_role("button", name="Send request").click()
    reference, secret = page.locator(".reference").inner_text(), page.locator(".secret").inner_text()
    page.goto(f"{stack.url}/request/")
    page.fill("[name=reference]", reference)
    page.fill("[name=secret]", "0" * 20)
    page.locator("main form button").first.click()
    expect(page.locator("[name=reference]")).to_have_value(reference)
    page.fill("[name=secret]", secret)
    page.locator("main form button").first.click()
    page.get_by_role("link", name="Change how we reach you").click()
    page.fill("[name=phone]", "1")
    page.locator("main form button").first.click()
    page.fill("[name=phone]", "732 555 0199")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Changed")

    for _ in range(5):
        page.go_back()
        assert _typed(page) == []


def test_back_after_the_self_check_shows_no_answers_without_scripts(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/self-check/")
    page.check("[name=event][value=yes]")
    page.locator("main form button").first.click()
    for number in range(1, 5):
        page.check(f"[name=item{number}][value=yes]")
    page.locator("main form button").first.click()
    expect(page.locator("main input:checked")).to_have_count(4)
    page.check("[name=item5][value=yes]")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("5 of 5")

    for _ in range(3):
        page.go_back()
        expect(page.locator("main input:checked")).to_have_count(0)


def test_a_slip_at_the_age_question_loses_nothing(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    fill(page, f"{stack.url}/consultation/")
    see(page, f"{stack.url}/consultation/who/")
    page.get_by_role("group", name="18 or older").get_by_label("No").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for reaching out")

    page.get_by_role("link", name="change that answer").click()
    page.get_by_role("group", name="18 or older").get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Sam Testcase")).to_be_visible()
