"""Each role goes from its first passkey to its work by keyboard alone, without axe violations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.audit import axe
from tests.journeys.keyboard import press, tab_to, write
from tests.journeys.staff import request_from
from tests.stack import STAFF_PASSWORD, Stack


def _check_accessibility(page: Page) -> None:
    violations, _unsure = axe.check(page)
    assert not violations, "\n".join(map(str, violations[:40]))


def _check_accessibility_in_a_tab(page: Page) -> None:
    """Check the same URL in a new tab.

    On Django's own forms, axe sets inline styles, whose CSP violations would be in `console_errors`.
    """
    tab = page.context.new_page()
    tab.goto(page.url)
    _check_accessibility(tab)
    tab.close()


def _sign_in(page: Page, name: str, check: Callable[[Page], None]) -> None:
    write(page, page.get_by_label("Username"), name)
    write(page, page.get_by_label("Password"), STAFF_PASSWORD)
    check(page)
    press(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check(page)
    press(page, page.get_by_role("link", name="Add a passkey"))
    write(page, page.get_by_label("Password"), STAFF_PASSWORD)
    press(page, page.get_by_role("button", name="Continue"))
    write(page, page.get_by_label("Passkey name"), "Imagined")
    check(page)
    press(page, page.get_by_role("button", name="Add the passkey"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check(page)
    press(page, page.get_by_role("link", name="I have them. Continue"))
    expect(page.get_by_role("navigation", name="Staff pages")).to_be_visible()
    _check_accessibility(page)


def _close_a_request(page: Page) -> None:
    press(page, page.get_by_role("button", name="Take the next call"))
    expect(page.get_by_role("link", name="(732) 555-0142")).to_be_visible()
    reference = page.locator("h2").filter(has_text="-").first.inner_text().split()[0]
    _check_accessibility(page)
    page.wait_for_load_state()  # the keys work once the script has run
    page.keyboard.press("1")
    expect(page.get_by_label("Reached")).to_be_checked()
    press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name=reference)).to_contain_text("Reached")
    write(page, page.get_by_label("Outcome", exact=True), "Scheduled: An")
    press(page, page.get_by_role("button", name="Close"))
    expect(page.get_by_text("is closed.")).to_be_visible()
    _check_accessibility(page)


def _view_the_dashboard(page: Page) -> None:
    # Managers begin at "Get your site ready" while the clinic lacks something.
    press(page, page.get_by_role("link", name="Queue").first)
    _close_a_request(page)
    press(page, page.get_by_role("link", name="Dashboard").first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _check_accessibility(page)


def _view_the_audit_trail(page: Page) -> None:
    press(page, page.get_by_role("link", name="Audit events").first)
    page.wait_for_url("**/auditevent/")
    expect(page.get_by_role("table").first).to_be_visible()
    _check_accessibility(page)


def _edit_an_answer(page: Page) -> None:
    press(page, page.get_by_role("link", name="Settings"))
    press(page, page.get_by_role("link", name="Questions people ask").first)
    page.wait_for_url("**/faqentry/")
    _check_accessibility_in_a_tab(page)
    press(page, page.locator("#result_list tbody th a").first)
    page.wait_for_url("**/change/")
    _check_accessibility_in_a_tab(page)
    tab_to(page, page.get_by_label("Answer"))
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ask us.")
    press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()


@pytest.mark.parametrize(
    ("role", "work"),
    [
        ("front-desk", _close_a_request),
        ("clinician", _close_a_request),
        ("manager", _view_the_dashboard),
        ("auditor", _view_the_audit_trail),
        ("content-editor", _edit_an_answer),
    ],
)
def test_role_reaches_its_work_by_keyboard(
    with_passkeys: Page,
    open_clinic: Stack,
    console_errors: list[str],
    role: str,
    work: Callable[[Page], None],
) -> None:
    page = with_passkeys
    request_from(open_clinic, f"Rosalind {role}")  # a known name may be with a colleague by now
    open_clinic.make_staff(f"keys-{role}", role)
    page.goto(f"http://localhost:{open_clinic.port}/admin/")

    # The pages of sign-in are the same for every role.
    _sign_in(page, f"keys-{role}", _check_accessibility if role == "front-desk" else lambda _: None)
    work(page)

    assert console_errors == []
