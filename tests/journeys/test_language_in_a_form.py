"""A person changes the language in the middle of a form, and goes on with what they typed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.audit.consultation import fill, see
from tests.stack import Stack

IN_SPANISH = re.compile("/es/(llamada|consulta/contacto)/otra-vez/")


def _change_language(page: Page, name: str) -> None:
    page.wait_for_function("document.querySelector('[data-nonce]')?.value !== ''")  # the scripts have run
    page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("path", ["/callback/", "/ptsd-medication-alternatives/"])
def test_the_callback_form_keeps_what_was_typed_and_is_sent_once(
    page: Page, stack: Stack, console_errors: list[str], path: str
) -> None:
    page.goto(f"{stack.url}{path}")
    page.fill("[name=name]", f"Tongue {len(path)}")
    page.check("[name=when][value=any]")
    _change_language(page, "Español")

    page.wait_for_url(IN_SPANISH)
    expect(page.locator("[name=name]")).to_have_value(f"Tongue {len(path)}")
    expect(page.locator("[name=when][value=any]")).to_be_checked()
    expect(page.locator(".error, .error-summary, [aria-invalid]")).to_have_count(0)
    page.fill("[name=phone]", f"732 555 01{len(path)}")
    _change_language(page, "English")
    page.wait_for_url("**/callback/again/**")
    _change_language(page, "Español")  # nothing was changed here
    page.wait_for_url(IN_SPANISH)
    for choice in ("[name=adult][value=yes]", "[name=consent]"):
        page.check(choice)
    page.locator("form:has([name=consent]) button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Tenemos su solicitud")

    for _ in range(4):
        page.go_back()
        assert "Tongue" not in page.content()
        assert not [
            box.input_value() for box in page.locator("[name=name], [name=phone]").all() if box.input_value()
        ]
    assert console_errors == []


def test_a_step_keeps_what_was_typed(page: Page, stack: Stack) -> None:
    fill(page, f"{stack.url}/consultation/", up_to="reach")
    see(page, f"{stack.url}/consultation/reach/")
    page.fill("[name=name]", "Tongue Tied")
    page.check("[name=channel][value=phone]")
    page.get_by_role("link", name="Español", exact=True).click()

    page.wait_for_url(IN_SPANISH)
    expect(page.locator("[name=name]")).to_have_value("Tongue Tied")
    expect(page.locator(".error, .error-summary, [aria-invalid]")).to_have_count(0)
    page.fill("[name=phone]", "732 555 0142")
    page.get_by_role("button", name="Continuar").click()
    page.wait_for_url("**/es/consulta/cuando/")


def test_answers_that_were_hidden_stay_hidden_in_the_other_language(page: Page, stack: Stack) -> None:
    page.clock.install()
    fill(page, f"{stack.url}/consultation/", up_to="now")
    see(page, f"{stack.url}/consultation/now/")
    page.fill("[name=note]", "I would rather talk.")
    page.clock.fast_forward("20:05")
    expect(page.locator("[name=note]")).to_be_hidden()

    page.get_by_role("link", name="Español", exact=True).click()

    page.wait_for_url("**/es/consulta/**")
    assert "I would rather talk." not in page.content()


def test_without_changes_the_link_leads_to_the_same_page(browser: Browser, stack: Stack) -> None:
    for scripts in (False, True):
        page = open_context(browser, java_script_enabled=scripts).new_page()
        page.goto(f"{stack.url}/callback/")
        page.get_by_role("link", name="Español", exact=True).click()
        page.wait_for_url("**/es/llamada/")
        page.context.close()
