"""A person searches for an answer and makes a list of questions, mostly without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in
from tests.stack import Stack


def _search(page: Page, query: str) -> None:
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("button", name="Search").click()


def test_reader_finds_an_answer_and_votes_that_it_was_clear(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Search").click()
    _search(page, "can i drive after")

    page.get_by_role("link", name="Can I drive after a dose of ketamine?").click()

    question = page.locator("#question-can-i-drive-after-a-dose")
    expect(question).to_be_in_viewport()
    question.click()
    expect(page.get_by_text("until the next day, after a good night")).to_be_visible()

    page.get_by_role("button", name="Yes this was clear").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="Back to the question").click()
    expect(page.locator("#question-can-i-drive-after-a-dose")).to_be_in_viewport()
    assert page.context.cookies() == []


def test_staff_see_votes(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/faq/")
    page.locator("#question-what-is-esketamine").click()
    page.get_by_role("button", name="No this was not clear").locator("visible=true").click()

    stack.make_staff("editor", "content-editor")
    sign_in(page, stack, "/admin/intake/faqentry/", "editor")

    row = page.get_by_role("row").filter(has_text="What is esketamine")
    expect(row.locator(".field-no_count")).to_have_text("1")


def test_back_returns_to_the_search_results(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/not-here/")
    _search(page, "suicidal")
    page.get_by_role("link", name="Help right now").locator("visible=true").last.click()

    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value("suicidal")
    expect(page.locator("mark").first).to_be_visible()


def test_list_of_questions_is_made_and_changed(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/questions-to-ask/")
    page.get_by_label("Keeping the cost low").check()
    page.get_by_label("Thoughts of suicide").check()
    page.get_by_label("Your own questions").fill("May my sister come along?")
    page.get_by_role("button", name="Make my list").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My questions")
    expect(page.get_by_text("What will my insurance pay?")).to_be_visible()
    expect(page.get_by_text("May my sister come along?")).to_be_visible()
    assert page.url == f"{stack.url}/questions-to-ask/"

    page.get_by_role("button", name="Change my choices").click()
    expect(page.get_by_label("Keeping the cost low")).to_be_checked()
    expect(page.get_by_label("Your own questions")).to_have_value("May my sister come along?")
    page.get_by_label("Keeping the cost low").uncheck()
    page.get_by_role("button", name="Make my list").click()

    expect(page.get_by_text("What is our plan if thoughts of suicide")).to_be_visible()
    expect(page.get_by_text("What will my insurance pay?")).to_have_count(0)


def test_only_the_list_leads_back_to_the_choices(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/questions-to-ask/")
    page.get_by_label("Getting addicted").check()
    page.get_by_label("Your own questions").fill("Why?")
    page.get_by_role("button", name="Make my list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My questions")

    page.get_by_role("button", name="Change my choices").click()
    expect(page.get_by_label("Getting addicted")).to_be_checked()
    expect(page.get_by_label("Your own questions")).to_have_value("Why?")

    page.goto(f"{stack.url}/questions-to-ask/")
    expect(page.get_by_label("Getting addicted")).not_to_be_checked()


def test_print_shows_only_the_list(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/questions-to-ask/")
    page.get_by_role("button", name="Make my list").click()

    page.emulate_media(media="print")

    expect(page.get_by_text("Who prescribes?")).to_be_visible()
    for hidden in (".site-header", ".site-footer", ".crisis-bar", ".sheet form", ".leave-bar"):
        expect(page.locator(hidden)).to_be_hidden()


def test_print_shows_every_answer_without_scripts(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/faq/")
    answer = page.get_by_text("until the next day, after a good night")
    expect(answer).to_be_hidden()

    page.emulate_media(media="print")

    assert answer.bounding_box()["height"] > 10


def test_link_to_a_question_opens_it_with_scripts(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/faq/#question-can-i-drive-after-a-dose")

    expect(page.get_by_text("until the next day, after a good night")).to_be_visible()


def test_search_works_by_keyboard_alone(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/search/")
    page.get_by_role("searchbox").focus()

    page.keyboard.type("nightmers")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Did you mean:")).to_be_visible()
    expect(page).to_have_title(re.compile("^Search – "))


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", ["/search/?q=side+effects", "/search/?q=" + "w" * 190, "/questions-to-ask/"])
def test_search_pages_do_not_scroll_sideways(page: Page, stack: Stack, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{stack.url}{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_terms_are_not_logged(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/search/?q=canary4711")
    page.goto(f"{stack.url}/search/{'?q=canary4711&x=' + 'x' * 5000}")

    assert "canary4711" not in (stack.folder / "log.txt").read_text(encoding="utf-8")
