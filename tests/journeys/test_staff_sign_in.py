"""Signing in as staff, with a virtual authenticator."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.audit.browser import open_context
from tests.second_factor import totp_code
from tests.stack import STAFF_PASSWORD, Stack


@pytest.fixture
def staff_url(stack: Stack) -> str:
    """Return the URL of the staff side with a host name, since passkeys do not work for IP addresses."""
    return f"http://localhost:{stack.port}"


def _enter_password(page: Page, staff_url: str, name: str) -> None:
    page.goto(f"{staff_url}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()


def _sign_out(page: Page, staff_url: str) -> None:
    page.goto(f"{staff_url}/staff/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/login/")


def _expect_signed_in(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Staff pages")).to_be_visible()


def _add_passkey(page: Page, *, instead_of_password: bool) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Passkey name").fill("Imagined")
    page.get_by_label("instead of my password").set_checked(instead_of_password)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def test_passkey_is_added_and_works_after_the_password(
    with_passkeys: Page, stack: Stack, staff_url: str, console_errors: list[str]
) -> None:
    page = with_passkeys
    stack.make_staff("passkey-after", "front-desk")
    _enter_password(page, staff_url, "passkey-after")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    _add_passkey(page, instead_of_password=False)
    page.get_by_role("link", name="I have them. Continue").click()
    _expect_signed_in(page)
    _sign_out(page, staff_url)

    _enter_password(page, staff_url, "passkey-after")
    page.get_by_role("button", name="Use a passkey").click()

    _expect_signed_in(page)
    assert console_errors == []


def test_passkey_alone_signs_in(
    with_passkeys: Page, stack: Stack, staff_url: str, console_errors: list[str]
) -> None:
    page = with_passkeys
    stack.make_staff("passkey-alone", "front-desk")
    _enter_password(page, staff_url, "passkey-alone")
    _add_passkey(page, instead_of_password=True)
    _sign_out(page, staff_url)

    page.goto(f"{staff_url}/admin/intake/submission/")
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/admin/intake/submission/")
    assert console_errors == []


def test_missing_passkey_shows_an_error(with_passkeys: Page, staff_url: str) -> None:
    page = with_passkeys
    page.goto(f"{staff_url}/staff/login/")

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey didn’t work.")


def test_authenticator_app_and_recovery_codes_work_without_javascript(
    plain_page: Page, stack: Stack, staff_url: str, console_errors: list[str]
) -> None:
    page = plain_page
    stack.make_staff("app-user", "clinician")
    _enter_password(page, staff_url, "app-user")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(totp_code(page.locator(".setup-key").inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    _sign_out(page, staff_url)

    _enter_password(page, staff_url, "app-user")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    _expect_signed_in(page)
    _sign_out(page, staff_url)
    _enter_password(page, staff_url, "app-user")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("This code didn’t work")


@pytest.fixture
def admin_page(browser: Browser, stack: Stack, staff_url: str) -> Iterator[Page]:
    """Return a page on which an administrator is signed in with both factors."""
    stack.make_staff("admin_page", "administrator")
    context = open_context(browser)
    context.add_cookies([stack.staff_session("admin_page") | {"url": staff_url}])
    yield context.new_page()
    context.close()


PAGES = [
    *("/staff/2fa/", "/staff/2fa/webauthn/", "/staff/sessions/", "/staff/password/change/", "/staff/logout/"),
    *("/staff/2fa/recovery-codes/generate/", "/staff/2fa/webauthn/add/", "/staff/2fa/totp/deactivate/"),
    *("/admin/", "/admin/intake/", "/admin/intake/submission/", "/admin/intake/faqentry/"),
    *("/admin/intake/faqentry/add/", "/admin/intake/outboxmessage/", "/admin/intake/auditevent/"),
    *("/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"),
]


def test_staff_pages_have_no_csp_violations(admin_page: Page, staff_url: str) -> None:
    messages: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":  # includes CSP violations
            messages.append(f"{admin_page.url} {message.text}")

    admin_page.on("console", keep)
    admin_page.goto(f"{staff_url}/staff/reauthenticate/")
    admin_page.get_by_label("Code").fill(totp_code())
    admin_page.get_by_role("button", name="Continue").click()

    answers = {path: admin_page.goto(f"{staff_url}{path}", wait_until="networkidle").status for path in PAGES}

    assert (set(answers.values()), messages) == ({200}, [])
    admin_page.goto(f"{staff_url}/admin/auth/user/")
    admin_page.locator("#result_list tbody th a").first.click()
    expect(admin_page).to_have_title(re.compile("Account"))
    assert messages == []
