"""The walk: all checks on all views at both widths."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext

from playwright.sync_api import Browser, Page

from tests.audit import axe, keyboard, layout, nu, preferences, shift
from tests.audit.browser import HEIGHTS, Tabs, fresh_page, settle
from tests.audit.findings import Finding, Problem, Report
from tests.audit.network import Watch
from tests.audit.views import View

WIDTHS = (360, 1280)
_WITH_CONTROLS = {"/es/", "/es/llamada/", "/es/solicitud/"}  # translated pages on which controls are checked


def walk(
    browser: Browser,
    own: str,
    views: list[View],
    report: Report,
    log: Callable[[str], None] = lambda _: None,
    *,
    thorough: bool = True,
) -> None:
    """Run all checks except Lighthouse on the views, and add the results to `report`.

    `own` is the URL of the site. Without `thorough`, axe runs only the color rules in the dark
    scheme, the late font is not measured, and only English pages with an address of their own are
    loaded at the larger width, and checked with axe there: any other view has the same elements at
    both, so its window grows after all other checks, and only its layout is checked again. The header and
    footer are those of all pages: axe looks at them on the first page of the walk and on a page with
    another status than 200, and Tab passes them on pages with an address of their own, not in states. A
    translated page has the elements and colors of the English one, so it is checked for what other words
    can change: axe without its color rules, layout, zoom and reflow. The same tabs open all views, pages
    with an address of their own without a cache.
    """
    documents: dict[str, bytes] = {}
    with Tabs(browser) as tabs:
        for number, view in enumerate(views, start=1):
            for width in WIDTHS if thorough or _has_more_when_wide(view) else WIDTHS[:1]:
                started = time.monotonic()
                visit = _Visit(browser, own, view, width, report, frame=thorough or number == 1)
                documents[str(view)] = visit.look(tabs, thorough=thorough)
                if thorough and view.is_first_view and not view.is_translated:
                    visit.measure_late_font()
                log(f"[{number}/{len(views)}] {view} at {width} px, {time.monotonic() - started:.1f} s")
    log(f"Running the Nu Html Checker on {len(documents)} documents")
    by_name = {str(view): view for view in views}
    for name, found in nu.check(documents).items():
        report.add("nu", by_name[name].path, by_name[name].state, found)


def _has_more_when_wide(view: View) -> bool:
    """Whether something else may be loaded, or shown, at the larger width."""
    return view.is_first_view and not view.is_translated


class _Visit:
    """A view at one width."""

    def __init__(
        self, browser: Browser, own: str, view: View, width: int, report: Report, *, frame: bool
    ) -> None:
        self._browser = browser
        self._own = own
        self._view = view
        self._width = width
        self._report = report
        self._state = f"{view.state}, {width} px"
        # What the checks leave out: a state has the header and footer of its page, a page those of others.
        self._outside_axe = () if frame or (view.is_first_view and view.status != 200) else axe.FRAME
        self._outside_keyboard = () if frame or view.is_first_view else axe.FRAME

    def look(self, tabs: Tabs, *, thorough: bool) -> bytes:
        """Run the checks and return the HTML as received."""
        view = self._view
        with self._page(tabs, thorough=thorough) as page, closing(Watch(page, self._own)) as watch:
            answer = view.open(page)
            document = answer.body()
            settle(page)
            moved = shift.check(page)
            wrong_status = [Problem(f"status is {answer.status}, not {view.status}")]
            self._add("status", wrong_status if answer.status != view.status else [])
            if view.is_first_view:
                self._weigh(watch)
                # Where no page has an article, the check didn't run, and the test of its findings fails.
                if self._width == min(WIDTHS) and (late := layout.check_beginning(page)) is not None:
                    self._add("beginning", late)
            self._check(page, thorough=thorough)
            if not (thorough or _has_more_when_wide(view)):
                self._check_wider(page)
            self._add("hosts", watch.check_hosts())
            self._add("console", watch.check_console(expected_status=view.status))
        self._check_shift(moved)
        return document

    def _page(self, tabs: Tabs, *, thorough: bool) -> AbstractContextManager[Page]:
        if thorough:
            return fresh_page(self._browser, self._width)
        is_first = self._view.is_first_view
        return nullcontext(tabs.first_visit(self._width) if is_first else tabs.another_visit(self._width))

    def measure_late_font(self) -> None:
        """Measure the layout shift of the view with a late font."""
        with self._opened(shift.with_late_fonts) as page:
            metrics = self._report.of(self._view.path)
            metrics.late_font_shift = max(metrics.late_font_shift or 0, shift.measured(page))
            self._add("late font", shift.check_late_font(page))

    def _weigh(self, watch: Watch) -> None:
        metrics = self._report.of(self._view.path)
        metrics.kilobytes = max(metrics.kilobytes or 0, watch.transferred / 1000)
        metrics.requests = max(metrics.requests or 0, watch.requests)
        self._add("weight", watch.check_weight())

    def _check(self, page: Page, *, thorough: bool) -> None:
        self._add("motion", preferences.check_motion(page))
        self._add("layout", layout.check(page))
        if self._view.is_translated:
            self._check_translated(page, thorough=thorough)
            return
        whole = thorough or self._width == min(WIDTHS)
        page.evaluate("scrollTo(0, 0)")  # sticky elements would cover elements that axe checks
        for scheme in ("light", "dark") if whole else ("light",):
            page.emulate_media(color_scheme=scheme)
            found, unsure = axe.check(
                page, only_colors=scheme == "dark" and not thorough, outside=self._outside_axe
            )
            self._add("axe", found, f", {scheme}")
            self._note("axe", unsure, f", {scheme}")
        if not whole:
            return
        page.emulate_media(color_scheme="light")
        self._add("keyboard", keyboard.check(page, outside=self._outside_keyboard))
        self._add("text zoom", layout.check_text_zoom(page))
        if self._width == min(WIDTHS):
            self._add("reflow", layout.check_reflow(page))
        self._add("forced colors", preferences.check_forced_colors(page))

    def _check_wider(self, page: Page) -> None:
        wider = max(WIDTHS)
        page.set_viewport_size({"width": wider, "height": HEIGHTS[wider]})
        for name, check in (("motion", preferences.check_motion), ("layout", layout.check)):
            self._report.add(name, self._view.path, f"{self._view.state}, grown to {wider} px", check(page))

    def _check_translated(self, page: Page, *, thorough: bool) -> None:
        if self._width != min(WIDTHS):
            return
        page.evaluate("scrollTo(0, 0)")
        found, unsure = axe.check(page, without_colors=not thorough, outside=self._outside_axe)
        self._add("axe", found)
        self._note("axe", unsure)
        if self._view.path in _WITH_CONTROLS:
            self._add("keyboard", keyboard.check(page, outside=self._outside_keyboard))
        self._add("text zoom", layout.check_text_zoom(page))
        self._add("reflow", layout.check_reflow(page))
        if self._view.path in _WITH_CONTROLS:
            self._add("forced colors", preferences.check_forced_colors(page))

    def _check_shift(self, moved: list[Problem]) -> None:
        """Add shifts that also happen without fonts as findings; note those that only a font causes."""
        found: list[Problem] = []
        if moved:
            with self._opened(shift.without_fonts) as page:
                found = shift.check(page)
        self._add("shift", found)
        if not found:
            self._note("shift, only by the font", moved)

    @contextmanager
    def _opened(self, prepare: Callable[[Page], None]) -> Iterator[Page]:
        with fresh_page(self._browser, self._width) as page:
            prepare(page)
            self._view.open(page)
            settle(page)
            yield page

    def _add(self, check: str, found: list[Problem], more: str = "") -> None:
        self._report.add(check, self._view.path, self._state + more, found)

    def _note(self, check: str, found: list[Problem], more: str = "") -> None:
        self._report.unsure += [
            Finding(check, self._view.path, self._state + more, problem) for problem in found
        ]
