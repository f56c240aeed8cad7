"""Each role, from a first passkey to its own work, with the keyboard alone and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.audit import axe
from tests.journeys.keyboard import press, tab_to, write
from tests.journeys.test_working_the_queue import ASK
from tests.stack import STAFF_PASSWORD, Stack


def _look(page: Page) -> None:
    violations, _unsure = axe.check(page)
    assert not violations, "\n".join(map(str, violations[:40]))


def _look_beside(page: Page) -> None:
    """Let axe look at the same address in a tab of its own.

    On Django's own forms it sets styles itself: the policy refuses them, and `told` counts refusals.
    """
    beside = page.context.new_page()
    beside.goto(page.url)
    _look(beside)
    beside.close()


def _come_in(page: Page, name: str) -> None:
    write(page, page.get_by_label("User name"), name)
    write(page, page.get_by_label("Password"), STAFF_PASSWORD)
    _look(page)
    press(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    _look(page)
    press(page, page.get_by_role("link", name="Add a passkey"))
    write(page, page.get_by_label("Password"), STAFF_PASSWORD)
    press(page, page.get_by_role("button", name="Continue"))
    write(page, page.get_by_label("Name of this passkey"), "Imagined")
    _look(page)
    press(page, page.get_by_role("button", name="Add the passkey"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    _look(page)
    press(page, page.get_by_role("link", name="I have them; go on"))
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    _look(page)


def _close_a_request(page: Page) -> None:
    press(page, page.get_by_role("button", name="Take the next call"))
    expect(page.get_by_role("link", name="(732) 555-0142")).to_be_visible()
    reference = page.locator("h2").filter(has_text="-").first.inner_text().split()[0]
    _look(page)
    press(page, page.get_by_role("button", name="Reached"))
    expect(page.get_by_role("heading", name=reference)).to_contain_text("Reached")
    write(page, page.get_by_label("Outcome", exact=True), "Scheduled: An")
    press(page, page.get_by_role("button", name="Close"))
    expect(page.get_by_text("is closed.")).to_be_visible()
    _look(page)


def _look_at_the_numbers(page: Page) -> None:
    _close_a_request(page)
    press(page, page.get_by_role("link", name="Dashboard"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _look(page)


def _look_at_the_trail(page: Page) -> None:
    press(page, page.get_by_role("link", name="Audit events").first)
    page.wait_for_url("**/auditevent/")
    expect(page.get_by_role("table").first).to_be_visible()
    _look(page)


def _reword_an_answer(page: Page) -> None:
    press(page, page.get_by_role("link", name="Questions people ask").first)
    page.wait_for_url("**/faqentry/")
    _look_beside(page)
    press(page, page.locator("#result_list tbody th a").first)
    page.wait_for_url("**/change/")
    _look_beside(page)
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
        ("manager", _look_at_the_numbers),
        ("auditor", _look_at_the_trail),
        ("content-editor", _reword_an_answer),
    ],
)
def test_a_role_goes_from_its_first_passkey_to_its_work_by_keyboard(
    with_passkeys: Page, open_clinic: Stack, told: list[str], role: str, work: Callable[[Page], None]
) -> None:
    page = with_passkeys
    open_clinic.manage("shell", "--no-imports", "--command", ASK)
    open_clinic.make_staff(f"keys-{role}", role)
    page.goto(f"http://localhost:{open_clinic.port}/admin/")

    _come_in(page, f"keys-{role}")
    work(page)

    assert told == []
