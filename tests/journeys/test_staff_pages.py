"""Every page of the staff side, by who works with it: nothing for axe, nothing refused by the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.audit import axe
from tests.journeys.test_working_the_queue import ASK
from tests.stack import STAFF_PASSWORD, Stack

_LIST = "/admin/intake/submission/"
_SETTINGS = [
    f"/admin/intake/{model}/" for model in ("openinghours", "holiday", "cannedreply", "mailtemplate")
]
PAGES = {
    "manager": [
        *(f"{_LIST}?tab=new", f"{_LIST}?tab=closed", f"{_LIST}key-in/", f"{_LIST}export/", "/admin/intake/"),
        *(*_SETTINGS, "/admin/intake/openinghours/1/change/", "/admin/intake/holiday/add/"),
        *(
            "/admin/intake/cannedreply/add/",
            "/admin/intake/mailtemplate/1/change/",
            "/admin/intake/dashboard/",
        ),
        *("/admin/intake/outboxmessage/", "/admin/intake/outboxmessage/1/change/"),
    ],
    "auditor": ["/admin/", "/admin/intake/auditevent/", "/admin/intake/auditevent/1/change/"],
    "content-editor": [
        *("/admin/", "/admin/intake/faqentry/", "/admin/intake/faqentry/add/"),
        *("/admin/intake/faqentry/1/change/", "/admin/intake/faqentry/1/history/"),
    ],
    "administrator": [
        *("/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/user/1/change/"),
        *("/admin/auth/group/", "/admin/auth/group/1/change/", "/staff/2fa/", "/staff/2fa/webauthn/"),
        *("/staff/2fa/webauthn/add/", "/staff/2fa/totp/deactivate/", "/staff/2fa/recovery-codes/generate/"),
        *("/staff/sessions/", "/staff/password/change/", "/staff/logout/"),
    ],
}
LOOKS = [
    {"width": 360, "scheme": "light"},
    {"width": 1280, "scheme": "light"},
    {"width": 1280, "scheme": "dark"},
]


@pytest.fixture
def inside(browser: Browser, open_clinic: Stack, role: str) -> Iterator[BrowserContext]:
    """A browser in which somebody with a role is signed in, and has shown the password just now."""
    open_clinic.manage("shell", "--no-imports", "--command", ASK)
    open_clinic.make_staff(f"looks-{role}", role)
    context = browser.new_context()
    context.add_cookies([open_clinic.staff_session(f"looks-{role}") | {"url": open_clinic.url}])
    page = context.new_page()
    page.goto(f"{open_clinic.url}/staff/reauthenticate/")
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.close()
    yield context
    context.close()


def _one_request(context: BrowserContext, url: str) -> list[str]:
    """Return the addresses of a request and of its print."""
    page = context.new_page()
    page.goto(f"{url}{_LIST}?tab=new")
    address = page.locator("a.reference").first.get_attribute("href").partition("?")[0]
    page.close()
    return [address, address.replace("/change/", "/print/")]


def _faults(page: Page, address: str, look: dict[str, int | str]) -> list[str]:
    """Open a page; return what the browser complains of, and then, apart from that, what axe finds."""
    complaints: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.set_viewport_size({"width": look["width"], "height": 800})
    page.emulate_media(color_scheme=look["scheme"])
    page.on("console", keep)
    status = page.goto(address).status
    page.remove_listener("console", keep)  # axe sets styles of its own, which the policy refuses
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    violations, _unsure = axe.check(page, only_colors=look["scheme"] == "dark")
    found = [*complaints, *map(str, violations)] + ["wider than the window"] * wide
    return [f"{address} {look}: {fault}" for fault in found] + [f"{address}: {status}"] * (status != 200)


@pytest.mark.parametrize("role", list(PAGES))
def test_no_page_of_a_role_has_a_fault_in_any_look(
    inside: BrowserContext, open_clinic: Stack, role: str
) -> None:
    page, url = inside.new_page(), open_clinic.url
    addresses = PAGES[role] + (_one_request(inside, url) if role == "manager" else [])
    if role == "auditor":  # there is something to look at
        open_clinic.manage("shell", "--no-imports", "--command", _READ)

    faults = [fault for path in addresses for look in LOOKS for fault in _faults(page, url + path, look)]

    assert faults == []


_READ = (
    "from django.contrib.auth.models import User; from intake.models import Submission; "
    "from intake.services.reading import open_submission; "
    "open_submission(Submission.objects.first(), User.objects.get(username='nurse'))"
)


def test_the_door_has_no_fault_in_any_look(page: Page, open_clinic: Stack) -> None:
    faults = [fault for look in LOOKS for fault in _faults(page, f"{open_clinic.url}/staff/login/", look)]

    assert faults == []
