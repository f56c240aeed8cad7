"""Fixtures: one walk over the whole site for all tests, and small pages with errors for each check."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.audit.browser import fresh_page, settle, without_window
from tests.audit.findings import Report
from tests.audit.network import Watch
from tests.audit.pages import PARTS, example_clinic_paths, example_clinic_views
from tests.audit.site import clinic_that_is_open, example_clinic
from tests.audit.small_pages import Shown, SmallServer
from tests.audit.staff_walk import walk_staff
from tests.audit.walk import walk
from tests.prepared import Prepared
from tests.stack import Mailbox, Stack


def _in_one_process(part: str) -> Any:
    """Let one worker of pytest-xdist run all tests of a part, so that it is audited once."""
    return pytest.param(part, marks=pytest.mark.xdist_group(f"audit of {part}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/audit/" in str(item.path):
            item.add_marker(pytest.mark.audit)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return without_window()


@pytest.fixture(scope="session", params=[_in_one_process(part) for part in PARTS])
def part(request: pytest.FixtureRequest) -> str:
    """Return the name of each part of the site in turn."""
    return request.param


@pytest.fixture(scope="session")
def report(part: str, browser: Browser, stack: Stack, mailbox: Mailbox) -> Report:
    """Return the report of the walk over a part of the site."""
    before = len(mailbox.accepted)
    views = PARTS[part](stack, browser)
    if part != "pages":
        mailbox.wait_for(before + 1)  # the email for the request whose receipt is audited
    found = Report()
    walk(browser, stack.url, views, found, thorough=False)
    return found


@pytest.fixture(scope="session")
def example_report(browser: Browser, prepared: Prepared) -> Report:
    """Return the report of the walk over the pages of a clinic that has filled in all of its facts."""
    found = Report()
    with example_clinic(prepared) as site:
        paths = example_clinic_paths(site.url)
        walk(browser, site.url, example_clinic_views(site.url, paths), found, thorough=False)
    return found


@pytest.fixture(scope="session")
def staff_report(browser: Browser, prepared: Prepared) -> Report:
    """Return the report of the walk over the staff side."""
    found = Report()
    with clinic_that_is_open(prepared) as site:
        walk_staff(site, browser, found)
    return found


@pytest.fixture(scope="session")
def small_server() -> Iterator[SmallServer]:
    server = SmallServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def shown(browser: Browser, small_server: SmallServer) -> Iterator[Shown]:
    """Return a function that opens a page with a body and style, and watches its network and console."""
    with ExitStack() as pages:

        def show(body: str, style: str = "", **answer: Any) -> tuple[Page, Watch]:
            small_server.set_page(body, style, **answer)
            page = pages.enter_context(fresh_page(browser, 360))
            watch = Watch(page, small_server.url)
            page.goto(small_server.url)
            settle(page)
            return page, watch

        yield show
