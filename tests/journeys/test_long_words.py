"""No long word makes a page wider than a small phone, and no number is cut in two to fit there."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.audit.browser import open_context
from tests.stack import Stack

WORD = "Wwmwwmwwmwwmwwmwwmwwmwwm"  # and four digits: 28 characters
ADDRESS = "a.very.long.name.of.one.person@long-name.example"  # 48 characters


def _press(page: Page, button: Locator) -> None:
    with page.expect_navigation(wait_until="load"):
        button.click()


def _fits(page: Page, width: int, what: str) -> None:
    found = page.evaluate("document.scrollingElement.scrollWidth")
    assert found <= width, f"{what}: {found} px"


@pytest.mark.parametrize("width", [320, 360])
def test_long_words_fit_in_every_state_of_the_short_form(browser: Browser, stack: Stack, width: int) -> None:
    page = open_context(
        browser, java_script_enabled=False, viewport={"width": width, "height": 640}
    ).new_page()
    word = WORD + secrets.token_hex(2)
    send = page.locator("form:has([name=consent]) button[type=submit]")
    page.goto(f"{stack.url}/callback/")
    for summary in page.locator("section.callback summary").all():
        summary.click()
    _fits(page, width, "unfolded")
    for name in ("name", "ask_for", "code_word", "message", "which_language"):
        page.locator(f"[name={name}]").evaluate("(field, word) => { field.value = word; }", word)
    page.locator("[name=email]").evaluate("(field, text) => { field.value = text; }", ADDRESS)
    page.locator("[name=confirm]").check()
    page.fill("[name=phone]", "1" * 48)
    for choice in ("[name=when][value=any]", "[name=adult][value=yes]"):
        page.check(choice)
    _press(page, send)
    _fits(page, width, "errors")
    page.fill("[name=phone]", "732 555 0142")
    page.check("[name=consent]")
    page.locator("[name=adult][value=no]").check()
    _press(page, send)
    _fits(page, width, "under 18")
    _press(page, page.get_by_role("button", name="Change that answer"))
    page.check("[name=adult][value=yes]")
    page.locator("[name=nonce]").evaluate("field => { field.value = ''; }")
    _press(page, send)
    assert page.get_by_text(word).count() >= 4, "the check page shows what was typed"
    _fits(page, width, "check")
    _press(page, page.locator("main form button").first)
    _fits(page, width, "receipt")
    page.context.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/es/", "/consultation/others/", "/es/consulta/otra-ayuda/", "/crisis/", "/es/crisis/", "/visit/"],
)
def test_numbers_to_call_stay_on_one_line(plain_page: Page, stack: Stack, path: str) -> None:
    plain_page.goto(f"{stack.url}{path}")

    lines = plain_page.evaluate(
        """() => [...document.querySelectorAll("a[href^='tel:'], a[href^='sms:']")]
            .filter((link) => link.checkVisibility() && link.firstChild.data)
            .map((link) => {
              const text = link.firstChild;
              const found = /\\d[\\d ()-]*/.exec(text.data);
              const number = document.createRange();
              number.setStart(text, found.index);
              number.setEnd(text, found.index + found[0].trimEnd().length);
              return [text.data, new Set([...number.getClientRects()].map((box) => box.top)).size];
            })
            .filter(([, count]) => count > 1)"""
    )
    assert lines == []
