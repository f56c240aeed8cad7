"""The doors of the staff side in a real browser, with a passkey that the browser only imagines."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.second_factor import totp_code
from tests.stack import STAFF_PASSWORD, Stack


@pytest.fixture
def door(stack: Stack) -> str:
    """Return the address of the staff side by name: browsers keep no passkeys for numbers."""
    return f"http://localhost:{stack.port}"


def _show_password(page: Page, door: str, name: str) -> None:
    page.goto(f"{door}/admin/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()


def _sign_out(page: Page, door: str) -> None:
    page.goto(f"{door}/staff/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/login/")


def _is_inside(page: Page) -> None:
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def _enrol_passkey(page: Page, *, instead_of_password: bool) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of this passkey").fill("Imagined")
    page.get_by_label("Let it stand in").set_checked(instead_of_password)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def test_a_passkey_is_set_up_and_signs_in_after_the_password(
    with_passkeys: Page, stack: Stack, door: str, told: list[str]
) -> None:
    page = with_passkeys
    stack.make_staff("passkey-after", "front-desk")
    _show_password(page, door, "passkey-after")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    _enrol_passkey(page, instead_of_password=False)
    page.get_by_role("link", name="I have them; go on").click()
    _is_inside(page)
    _sign_out(page, door)

    _show_password(page, door, "passkey-after")
    page.get_by_role("button", name="Use a passkey").click()

    _is_inside(page)
    assert told == []


def test_a_passkey_alone_signs_in(with_passkeys: Page, stack: Stack, door: str, told: list[str]) -> None:
    page = with_passkeys
    stack.make_staff("passkey-alone", "front-desk")
    _show_password(page, door, "passkey-alone")
    _enrol_passkey(page, instead_of_password=True)
    _sign_out(page, door)

    page.goto(f"{door}/admin/intake/submission/")
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/admin/intake/submission/")
    assert told == []


def test_a_passkey_that_is_not_there_is_told_in_the_page(with_passkeys: Page, door: str) -> None:
    page = with_passkeys
    page.goto(f"{door}/staff/login/")

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "The passkey was not used. Try again, or take the other way."
    )


def test_an_app_and_its_recovery_codes_need_no_javascript(
    plain_page: Page, stack: Stack, door: str, told: list[str]
) -> None:
    page = plain_page
    stack.make_staff("app-user", "clinician")
    _show_password(page, door, "app-user")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(totp_code(page.locator(".setup-key").inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    _sign_out(page, door)

    _show_password(page, door, "app-user")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    _is_inside(page)
    _sign_out(page, door)
    _show_password(page, door, "app-user")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("This code did not work")


@pytest.fixture
def walker(browser: Browser, stack: Stack, door: str) -> Iterator[Page]:
    """A page of somebody who has everything: an administrator with both factors passed."""
    stack.make_staff("walker", "administrator")
    context = browser.new_context()
    context.add_cookies([stack.staff_session("walker") | {"url": door}])
    yield context.new_page()
    context.close()


PAGES = [
    *("/staff/2fa/", "/staff/2fa/webauthn/", "/staff/sessions/", "/staff/password/change/", "/staff/logout/"),
    *("/staff/2fa/recovery-codes/generate/", "/staff/2fa/webauthn/add/", "/staff/2fa/totp/deactivate/"),
    *("/admin/", "/admin/intake/", "/admin/intake/submission/", "/admin/intake/faqentry/"),
    *("/admin/intake/faqentry/add/", "/admin/intake/outboxmessage/", "/admin/intake/auditevent/"),
    *("/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"),
]


def test_no_page_of_the_staff_side_breaks_its_policy(walker: Page, door: str) -> None:
    complaints: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":  # a refusal by the policy is one
            complaints.append(f"{walker.url} {message.text}")

    walker.on("console", keep)
    walker.goto(f"{door}/staff/reauthenticate/")
    walker.get_by_label("Password").fill(STAFF_PASSWORD)
    walker.get_by_role("button", name="Continue").click()

    answers = {path: walker.goto(f"{door}{path}", wait_until="networkidle").status for path in PAGES}

    assert (set(answers.values()), complaints) == ({200}, [])
    walker.goto(f"{door}/admin/auth/user/")
    walker.locator("#result_list tbody th a").first.click()
    expect(walker).to_have_title(re.compile("Change user"))
    assert complaints == []
