"""Debian's Chromium, and pages with the screen sizes of the audit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.stack import PATIENCE

HERE = Path(__file__).resolve().parent
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
HEIGHTS = {320: 700, 360: 740, 768: 1024, 1280: 800}


def executable() -> str | None:
    """Return the path of the browser, or None if it is not installed."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def launch_arguments() -> dict[str, Any]:
    """Return Playwright's launch arguments."""
    return {"executable_path": executable(), "args": FLAGS}


def without_window() -> dict[str, Any]:
    """Return Playwright's launch arguments for the audit.

    Debian's headless shell is the same browser without what surrounds a page. It takes a quarter less
    processor time, but knows no passkeys.
    """
    shell = None if "CHROMIUM" in os.environ else shutil.which("chromium-headless-shell")
    return launch_arguments() | ({"executable_path": shell} if shell else {})


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser, and close it afterward."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**without_window())
        yield browser
        browser.close()


def open_context(browser: Browser, **options: Any) -> BrowserContext:
    """Open a context with Playwright's options. Its pages wait as long as other tests do."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE * 1000)
    return context


@contextmanager
def fresh_page(browser: Browser, width: int) -> Iterator[Page]:
    """Open a page with an empty cache and reduced motion."""
    context = open_context(
        browser,
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-US",
    )
    context.add_init_script(path=HERE / "in_page" / "common.js")
    try:
        yield context.new_page()
    finally:
        context.close()


class Tabs:
    """Pages that are used again: a fresh one starts processes of the browser.

    Use it in a `with` statement.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._open = ExitStack()
        self._pages: dict[tuple[int, bool], Page] = {}

    def __enter__(self) -> Tabs:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def first_visit(self, width: int) -> Page:
        """Return the page of this width, which finds no cookie and loads everything once more."""
        return self._without_traces(width, cached=False)

    def another_visit(self, width: int) -> Page:
        """Return an empty page of this width, which finds no cookie but what it loaded before."""
        page = self._without_traces(width, cached=True)
        page.goto("about:blank")
        return page

    def _without_traces(self, width: int, *, cached: bool) -> Page:
        key = (width, cached)
        if key not in self._pages:
            page = self._pages[key] = self._open.enter_context(fresh_page(self._browser, width))
            if not cached:
                wire = page.context.new_cdp_session(page)
                wire.send("Network.enable")
                wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page = self._pages[key]
        page.context.clear_cookies()
        restore(page, width)
        return page


def restore(page: Page, width: int) -> None:
    """Give a page that is used again the screen with which it began."""
    wanted = {"width": width, "height": HEIGHTS[width]}
    if page.viewport_size != wanted:
        page.set_viewport_size(wanted)
    page.emulate_media(color_scheme="light")


def ask(page: Page, script: str, argument: object = None) -> Any:
    """Run in_page/<script>.js, a function, in the page with an argument, and return its result."""
    return page.evaluate(_function(script), argument)


@cache
def _function(script: str) -> str:
    return (HERE / "in_page" / f"{script}.js").read_text(encoding="utf-8")


def settle(page: Page) -> None:
    """Wait until the page and its fonts are loaded, shown, and nothing more is to be done."""
    page.wait_for_load_state("load")
    ask(page, "settled")
