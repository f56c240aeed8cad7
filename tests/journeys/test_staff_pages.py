"""Every staff page has no axe violations and no CSP violations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.audit import axe
from tests.journeys.test_working_the_queue import ASK
from tests.second_factor import totp_code
from tests.stack import Stack

_LIST = "/admin/intake/submission/"
_LISTS = (
    "openinghours",
    "holiday",
    "staffaddress",
    "treatment",
    "person",
    "fee",
    "plan",
    "notice",
    "picture",
)
_SETTINGS = [
    *(f"/admin/intake/{model}/" for model in ("cannedreply", "mailtemplate")),
    *(f"/admin/clinic/{model}/" for model in (*_LISTS, "clinicfacts", "ready")),
    *(
        f"/admin/clinic/{model}/add/"
        for model in ("holiday", "staffaddress", "treatment", "fee", "plan", "notice")
    ),
]
PAGES = {
    "manager": [
        *(f"{_LIST}?tab=new", f"{_LIST}?tab=closed", f"{_LIST}key-in/", f"{_LIST}export/", "/admin/intake/"),
        *(*_SETTINGS, "/admin/clinic/openinghours/1/change/"),
        *(
            "/admin/intake/cannedreply/add/",
            "/admin/intake/mailtemplate/1/change/",
            *("/admin/intake/dashboard/", "/admin/intake/dashboard/months/", "/admin/intake/example/"),
        ),
        *("/admin/intake/outboxmessage/", "/admin/intake/outboxmessage/1/change/"),
    ],
    "auditor": [
        *("/admin/", "/admin/intake/auditevent/", "/admin/intake/auditevent/1/change/"),
        "/admin/intake/auditevent/visits/",
    ],
    "content-editor": [
        *("/admin/", "/admin/intake/faqentry/", "/admin/intake/faqentry/add/"),
        *("/admin/intake/faqentry/1/change/", "/admin/intake/faqentry/1/history/"),
        *("/admin/clinic/person/add/", "/admin/clinic/picture/add/", "/admin/clinic/ready/"),
    ],
    "administrator": [
        *("/admin/", "/admin/auth/user/", "/admin/auth/user/invite/", "/admin/auth/user/1/change/"),
        *("/admin/auth/group/", "/admin/auth/group/1/change/", "/staff/2fa/", "/staff/2fa/webauthn/"),
        *("/staff/2fa/webauthn/add/", "/staff/2fa/totp/deactivate/", "/staff/2fa/recovery-codes/generate/"),
        *("/staff/sessions/", "/staff/password/change/", "/staff/logout/"),
    ],
}
VIEWS = [
    {"width": 360, "scheme": "light"},
    {"width": 1280, "scheme": "light"},
    {"width": 1280, "scheme": "dark"},
]


@pytest.fixture
def signed_in(browser: Browser, open_clinic: Stack, role: str) -> Iterator[BrowserContext]:
    """Return a browser context in which a user with a role has just passed the second factor."""
    open_clinic.manage("shell", "--no-imports", "--command", ASK)
    open_clinic.make_staff(f"views-{role}", role)
    context = browser.new_context()
    context.add_cookies([open_clinic.staff_session(f"views-{role}") | {"url": open_clinic.url}])
    page = context.new_page()
    page.goto(f"{open_clinic.url}/staff/reauthenticate/")
    page.get_by_label("Code").fill(totp_code())
    page.get_by_role("button", name="Continue").click()
    # A page that is closed while it still loads can leave the browser without an answer to the close.
    page.wait_for_url(lambda url: "reauthenticate" not in url)
    yield context
    context.close()


def _request_pages(context: BrowserContext, url: str) -> list[str]:
    """Return the paths of a request and its print view."""
    page = context.new_page()
    page.goto(f"{url}{_LIST}?tab=new")
    address = page.locator("a.reference").first.get_attribute("href").partition("?")[0]
    page.close()
    return [address, address.replace("/change/", "/print/")]


def _problems(page: Page, address: str, view: dict[str, int | str]) -> list[str]:
    """Open a page and return its console messages, axe violations and layout problems."""
    messages: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            messages.append(message.text)

    page.set_viewport_size({"width": view["width"], "height": 800})
    page.emulate_media(color_scheme=view["scheme"])
    page.on("console", keep)
    status = page.goto(address).status
    page.remove_listener("console", keep)  # axe sets inline styles, which the CSP blocks
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    violations, _unsure = axe.check(page, only_colors=view["scheme"] == "dark")
    found = [*messages, *map(str, violations)] + ["wider than the window"] * wide
    return [f"{address} {view}: {problem}" for problem in found] + [f"{address}: {status}"] * (status != 200)


@pytest.mark.parametrize("role", list(PAGES))
def test_pages_of_a_role_have_no_problems(signed_in: BrowserContext, open_clinic: Stack, role: str) -> None:
    page, url = signed_in.new_page(), open_clinic.url
    addresses = PAGES[role] + (_request_pages(signed_in, url) if role == "manager" else [])
    if role == "auditor":  # so that there is an event
        open_clinic.manage("shell", "--no-imports", "--command", _READ)

    problems = [
        problem for path in addresses for view in VIEWS for problem in _problems(page, url + path, view)
    ]

    assert problems == []


_READ = (
    "from django.contrib.auth.models import User; from intake.models import Submission; "
    "from intake.services.access.reading import open_submission; "
    "open_submission(Submission.objects.first(), User.objects.get(username='nurse'))"
)


def test_sign_in_page_has_no_problems(page: Page, open_clinic: Stack) -> None:
    problems = [
        problem for view in VIEWS for problem in _problems(page, f"{open_clinic.url}/staff/login/", view)
    ]

    assert problems == []
