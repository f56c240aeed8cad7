"""The walk over the staff side: fewer checks than on public pages, on more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.audit import axe, layout, nu
from tests.audit.browser import HEIGHTS, HERE, ask, open_context, restore, settle
from tests.audit.findings import Problem, Report, problems
from tests.audit.network import Watch
from tests.audit.staff import ANYONE, views
from tests.audit.views import View
from tests.audit.walk import WIDTHS
from tests.stack import Stack


def walk_staff(
    site: Stack, browser: Browser, report: Report, log: Callable[[str], None] = lambda _: None
) -> None:
    """Add made-up requests, look at each page as somebody who may see it, and add the results to `report`.

    Each view is loaded once, at the smaller width: axe looks at it in the light scheme, and at its colors
    in the dark one after the window has grown.
    """
    site.manage("demo")
    documents: dict[str, bytes] = {}
    for role, of_role in views(site.url).items():
        with _as(role, site, browser) as page:
            for view in of_role:
                log(f"staff, {role}: {view}")
                documents[f"{view.path} · {view.state}"] = _look(page, site.url, view, report)
    for name, found in nu.check(documents).items():
        report.add("nu", *name.split(" · "), found)


@contextmanager
def _as(role: str, site: Stack, browser: Browser) -> Iterator[Page]:
    """Open a page of somebody with a role who has just passed the second factor."""
    context = open_context(browser, reduced_motion="reduce", locale="en-US")
    context.add_init_script(path=HERE / "in_page" / "common.js")
    if role != ANYONE:
        context.add_cookies([site.staff_session(f"audit-{role}", new_role=role) | {"url": site.url}])
    yield context.new_page()
    context.close()


def _look(page: Page, own: str, view: View, report: Report) -> bytes:
    """Run the checks on a view, and return its HTML as received."""
    narrow, wide = WIDTHS
    restore(page, narrow)
    watch = Watch(page, own)
    answer = view.open(page)
    document = answer.body()
    settle(page)

    def add(check: str, found: list[Problem], more: str) -> None:
        report.add(check, view.path, f"{view.state}{more}", found)

    wrong = [Problem(f"status is {answer.status}, not {view.status}")] * (answer.status != view.status)
    add("status", wrong, "")
    add("hosts", watch.check_hosts(), "")
    add("console", watch.check_console(expected_status=view.status), "")
    add("layout", layout.check(page), f", {narrow} px")
    add("main button", _main_buttons(page), f", {narrow} px")
    add("axe", axe.check(page)[0], f", {narrow} px, light")
    page.set_viewport_size({"width": wide, "height": HEIGHTS[wide]})
    add("layout", layout.check(page), f", {wide} px")
    add("main button", _main_buttons(page), f", {wide} px")
    page.emulate_media(color_scheme="dark")
    add("axe", axe.check(page, only_colors=True)[0], f", {wide} px, dark")
    watch.close()
    return document


def _main_buttons(page: Page) -> list[Problem]:
    return problems(ask(page, "main_buttons"))
