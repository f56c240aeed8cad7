"""Fixtures for journeys in Chromium: a narrow page without JavaScript, passkeys, an open clinic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.audit.browser import launch_arguments, open_context
from tests.journeys.calls import always_open
from tests.prepared import Prepared
from tests.stack import PATIENCE, Mailbox, Stack

# Five seconds are too short for a page on a loaded machine.
expect.set_options(timeout=PATIENCE * 1000)

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_arguments()


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """Return the context of `page`, which waits as long as other tests do."""
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """Return a page without JavaScript, as narrow as a phone."""
    context = open_context(browser, java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def console_errors(page: Page) -> list[str]:
    """Collect console errors and warnings of the page, including violations of the CSP."""
    messages: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            messages.append(message.text)

    page.on("console", keep)
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


@pytest.fixture
def with_passkeys(page: Page) -> Page:
    """Return a page whose browser has a virtual authenticator."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


@pytest.fixture(scope="session")
def open_clinic(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Stack]:
    """Return the site of a clinic that is always open."""
    folder = tmp_path_factory.mktemp("open-clinic")
    running = prepared.copy(folder, mailbox.port, CLINIC_FILE=str(always_open(folder)))
    try:
        running.start_site()
        running.wait_for_first_page()
        yield running
    finally:
        running.stop()
