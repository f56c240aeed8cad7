"""Debian's Chromium, and a page in it as a person with a phone and no JavaScript has it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.stack import ROOT, Mailbox, Stack

IMAGINED = {
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
    return {
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": [
            *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        ],
    }


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser with JavaScript off, as narrow as a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def told(page: Page) -> list[str]:
    """Collect what the browser complains of, refusals by our policy among it."""
    complaints: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", keep)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def with_passkeys(page: Page) -> Page:
    """A page whose browser has an imagined authenticator."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": IMAGINED})
    return page


@pytest.fixture(scope="session")
def open_clinic(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    """The site of a clinic that is open whenever a test runs."""
    folder = tmp_path_factory.mktemp("open-clinic")
    facts = (ROOT / "tests" / "clinic.toml").read_text(encoding="utf-8").partition("[opening_hours]")[0]
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hours = "".join(f'{day} = ["00:00-23:59"]\n' for day in days)
    (folder / "clinic.toml").write_text(f"{facts}[opening_hours]\n{hours}", encoding="utf-8")
    running = Stack(folder, mailbox.port, CLINIC_FILE=str(Path(folder, "clinic.toml")))
    try:
        running.prepare()
        running.start_site()
        yield running
    finally:
        running.stop()
