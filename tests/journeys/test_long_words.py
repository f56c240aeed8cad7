"""No long word makes a page wider than a small phone, and no number is cut in two to fit there."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.audit.browser import open_context
from tests.stack import Stack

WORD = "Wwmwwmwwmwwmwwmwwmwwmwwm"  # and four digits: 28 characters
ADDRESS = "a.very.long.name.of.one.person@long-name.example"  # 48 characters
_NUMBER = r"/[(\d][\d\u2060\xa0 ()-]+\d|[A-Z\d]{4}-\u2060?[A-Z\d]{4}|\d\s[ap]\.\s?m\./g"
# The texts of the elements that a selector finds in which a number or a time is on more than one line.
_BROKEN = """(selector) => [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility())
    .flatMap((element) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const found = [];
      while (texts.nextNode()) {
        const text = texts.currentNode;
        for (const number of text.data.matchAll(%s)) {
          const range = document.createRange();
          range.setStart(text, number.index);
          range.setEnd(text, number.index + number[0].length);
          const tops = [...range.getClientRects()].map((box) => box.top);
          if (new Set(tops).size > 1) found.push(text.data);
        }
      }
      return found;
    })""".replace("%s", _NUMBER)


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

    assert plain_page.evaluate(_BROKEN, "a[href^='tel:'], a[href^='sms:']") == []


@pytest.mark.parametrize(
    "path", ["/", "/es/", "/ketamine-side-effects/", "/crisis/", "/es/ayuda-ahora-mismo/"]
)
def test_no_period_is_left_alone_behind_a_number(plain_page: Page, stack: Stack, path: str) -> None:
    """Firefox and Safari begin a line with the period that follows an inline block; Chromium does not."""
    plain_page.goto(f"{stack.url}{path}")

    found = plain_page.evaluate(
        """[...document.querySelectorAll("a[href^='tel:'], a[href^='sms:']")]
          .filter((link) => /^[.,;:)?]/.test(link.nextSibling?.data ?? "") && !link.closest(".crisis-bar"))
          .filter((link) => getComputedStyle(link).display !== "inline")
          .map((link) => link.textContent)"""
    )
    assert found == []


@pytest.mark.parametrize(
    "path",
    ["/callback/", "/es/llamada/", "/request/", "/es/solicitud/", "/crisis/", "/es/ayuda-ahora-mismo/"],
)
def test_numbers_and_times_in_errors_and_hints_stay_on_one_line(
    plain_page: Page, stack: Stack, path: str
) -> None:
    page = plain_page
    page.goto(f"{stack.url}{path}")
    for field in page.locator("main [type=tel]").all():
        field.fill("12345")
        _press(page, page.locator("form:has([name=consent]) button[type=submit]"))

    broken = {}
    for width in range(320, 420, 4):
        page.set_viewport_size({"width": width, "height": 740})
        if found := page.evaluate(_BROKEN, ".error, .error-summary, .hint, .choice, .helplines p"):
            broken[width] = found
    assert broken == {}
