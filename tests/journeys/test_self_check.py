"""The self-check from its first page to its result, without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.stack import Stack


def test_self_check_asks_for_a_missing_answer_and_shows_the_result(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/self-check/")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    questions = page.get_by_role("main").get_by_role("group")
    expect(questions).to_have_count(5)

    for number in (0, 1, 2, 4):
        questions.nth(number).get_by_label("Yes" if number < 3 else "No").check()
    page.get_by_role("button", name="Show the result").click()
    page.get_by_role("link", name="Question 4: choose yes or no").click()
    expect(questions.nth(3).get_by_label("Yes")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show the result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You answered yes to 4 of 5")
    assert page.url.startswith(f"{stack.url}/self-check/")
    assert page.context.cookies() == []
    page.get_by_role("main").get_by_role("link", name="Request a callback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Request a Callback")


def test_back_after_the_result_shows_no_answers(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/self-check/")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    questions = page.get_by_role("main").get_by_role("group")
    expect(questions).to_have_count(5)
    for number in range(4):
        questions.nth(number).get_by_label("Yes").check()
    page.get_by_role("button", name="Show the result").click()
    expect(page.get_by_role("alert")).to_contain_text("Question 5")
    questions.nth(4).get_by_label("Yes").check()
    page.get_by_role("button", name="Show the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You answered yes to 5 of 5")

    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("input:checked")).to_have_count(0)


def test_back_shows_the_page_before_without_scripts(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/self-check/")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("Error: Five questions")
    page.goto(f"{stack.url}/crisis/")

    page.go_back()

    expect(page).to_have_title("Error: Five questions")
