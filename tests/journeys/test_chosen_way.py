"""The callback form shows what the chosen way needs, marks it as required, and never contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.stack import Stack

DEFAULTS = "We won’t leave a message or say where we’re calling from."


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def form(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[Page]:
    """Return the callback form on a small phone, with everything unfolded."""
    context = open_context(browser, java_script_enabled=request.param, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"{stack.url}/callback/")
    for fold in page.locator("main form summary").all():
        fold.click()
    yield page
    context.close()


def _mark(form: Page, label: str) -> str:
    """Return what the style sheet shows behind a label."""
    return form.locator(label).evaluate("each => getComputedStyle(each, '::after').content")


def test_the_safe_defaults_are_said_only_as_long_as_they_apply(form: Page) -> None:
    said = form.get_by_text(DEFAULTS)
    expect(said).to_be_visible()

    form.get_by_role("group", name="May we leave a message?").get_by_label("Yes").check()

    expect(said).to_be_hidden()
    expect(form.get_by_text("How we’ll reach you")).to_be_visible()


def test_the_words_that_unfold_the_defaults_are_not_drawn_over_those_before_them(form: Page) -> None:
    begins = form.locator(".safe-defaults .change").evaluate(
        """each => {
            const words = document.createRange();
            words.selectNodeContents(each);
            return words.getBoundingClientRect().left - each.getBoundingClientRect().left;
        }"""
    )

    assert begins >= 0


def test_a_text_has_defaults_of_its_own(form: Page) -> None:
    form.get_by_label("Text me").check()

    expect(form.get_by_text(DEFAULTS)).to_be_hidden()
    expect(form.get_by_text("We won’t name the clinic in a text.")).to_be_visible()
    expect(form.get_by_label("A word we should say first")).to_be_visible()


def test_an_email_asks_nothing_about_calls(form: Page) -> None:
    form.get_by_label("Email me", exact=True).check()

    expect(form.get_by_text(DEFAULTS)).to_be_hidden()
    for label in ("Phone number", "A word we should say first", "Who should we ask for?"):
        expect(form.get_by_label(label)).to_be_hidden()


@pytest.mark.parametrize("choice", ["Email me", "Email me a confirmation"])
def test_an_address_that_is_needed_is_marked_as_required(form: Page, choice: str) -> None:
    form.get_by_label(choice, exact=choice == "Email me").check()

    expect(form.get_by_label("Email address")).to_be_visible()
    assert _mark(form, "label[for=callback-email]") == '"*"'


def test_times_that_are_needed_are_marked_as_required(form: Page) -> None:
    form.get_by_label("Only at certain times").check()

    assert _mark(form, ".field:has([name=times]) legend") == '"*"'


def test_no_choice_is_drawn_on_the_leave_bar(form: Page) -> None:
    covered = form.locator("[name=adult]").first.evaluate(
        """each => {
            scrollBy({ top: each.getBoundingClientRect().top - 20, behavior: "instant" });
            const { left, top } = each.getBoundingClientRect();
            return document.elementFromPoint(left + 8, top + 8).closest(".leave-bar") !== null;
        }"""
    )

    assert covered
