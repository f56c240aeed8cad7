"""What others who use the same device, or find a printout, can see."""

from __future__ import annotations

from playwright.sync_api import Page, expect

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
