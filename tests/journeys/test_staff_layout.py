"""On the pages of the staff nothing overlaps, is squeezed, or begins beside the common left edge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import HEIGHTS, HERE, ask, open_context
from tests.journeys.staff import QUEUE, request_from
from tests.stack import Stack

WIDTHS = (360, 768, 1280)
_CLAY = "rgb(164, 67, 42)"
# The texts and controls that the buttons beside a title cover.
_COVERED = """() => {
  const words = document.createRange();
  const cover = document.querySelector(".object-tools").getBoundingClientRect();
  return [...document.querySelectorAll("#content :is(h1, h2, p, label, input)")]
    .filter((other) => !other.closest(".object-tools") && other.checkVisibility())
    .filter((other) => {
      words.selectNodeContents(other);
      const box = (other.matches("input") ? other : words).getBoundingClientRect();
      return box.height && box.left < cover.right && box.right > cover.left &&
        box.top < cover.bottom && box.bottom > cover.top;
    })
    .map((other) => other.outerHTML.slice(0, 60));
}"""
_WORDS = """(element) => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return words.getClientRects();
}"""
_LEFT = f"element => ({_WORDS})(element)[0].left"


@pytest.fixture(scope="module")
def sessions(open_clinic: Stack) -> dict[str, dict[str, str]]:
    """Return a session of an administrator and one of a manager."""
    request_from(open_clinic)
    return {
        role: open_clinic.staff_session(f"layout-{role}", new_role=role)
        for role in ("administrator", "manager")
    }


class Staff:
    """Pages of the staff in one window, by role."""

    def __init__(self, page: Page, site: Stack, sessions: dict[str, dict[str, str]]) -> None:
        self._page, self._site, self._sessions = page, site, sessions

    def see(self, path: str, role: str = "manager", width: int = 1280) -> Page:
        """Open a page as somebody with a role."""
        self._page.context.clear_cookies()
        self._page.context.add_cookies([self._sessions[role] | {"url": self._site.url}])
        self._page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self._page.goto(f"{self._site.url}{path}")
        return self._page


@pytest.fixture
def staff(browser: Browser, open_clinic: Stack, sessions: dict[str, dict[str, str]]) -> Iterator[Staff]:
    context = open_context(browser)
    context.add_init_script(path=HERE / "in_page" / "common.js")
    yield Staff(context.new_page(), open_clinic, sessions)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/admin/auth/user/", "/admin/auth/user/1/change/", "/admin/auth/group/1/change/"]
)
def test_buttons_beside_a_title_cover_nothing(staff: Staff, path: str, width: int) -> None:
    page = staff.see(path, "administrator", width)

    assert page.evaluate(_COVERED) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_bar_path_and_title_begin_at_one_edge(staff: Staff, width: int) -> None:
    page = staff.see("/admin/clinic/fee/", width=width)

    edges = [page.locator(each).evaluate(_LEFT) for each in (".staff-name", ".breadcrumbs", "#content h1")]
    assert max(edges) - min(edges) < 1


def test_label_of_a_checkbox_has_its_whole_line(staff: Staff) -> None:
    page = staff.see("/admin/auth/user/1/change/", "administrator")

    label = page.locator("label[for=id_is_superuser]")
    assert label.bounding_box()["height"] < 50


def test_choices_of_a_form_are_large_enough_to_tap(staff: Staff) -> None:
    page = staff.see("/admin/clinic/openinghours/", width=360)

    heights = [each.bounding_box()["height"] for each in page.locator("#id_kept_holidays label").all()]
    assert heights
    assert min(heights) >= 44


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (768, False)])
def test_hint_is_beside_its_field_where_there_is_room(staff: Staff, width: int, *, beside: bool) -> None:
    page = staff.see("/admin/clinic/person/add/", width=width)

    for name in ("credentials", "text", "published"):
        field = page.locator(f"#id_{name}").bounding_box()
        hint = page.locator(f"#id_{name}_helptext").bounding_box()
        assert (hint["y"] < field["y"] + field["height"]) is beside
        assert (hint["x"] > field["x"] + field["width"]) is beside


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (360, 1)])
def test_a_long_list_of_choices_uses_the_width(staff: Staff, width: int, columns: int) -> None:
    page = staff.see("/admin/clinic/openinghours/", width=width)

    lefts = {each.bounding_box()["x"] for each in page.locator("#id_kept_holidays input").all()}
    assert len(lefts) == columns


def test_reference_stays_on_one_line_beside_many_events(staff: Staff) -> None:
    staff.see(QUEUE).locator("a.reference").first.click()
    page = staff.see("/admin/intake/auditevent/visits/")
    page.locator("tbody td:last-child").evaluate_all(
        "cells => cells.forEach((cell) => { cell.textContent = 'Changed the status, '.repeat(20); })"
    )

    lines = page.locator("tbody td a").evaluate_all("links => links.map((a) => a.getClientRects().length)")
    assert set(lines) == {1}


def test_search_and_main_button_of_the_queue_are_on_one_line(staff: Staff) -> None:
    page = staff.see(QUEUE)

    parts = [
        page.locator("#q"),
        page.get_by_role("button", name="Find"),
        page.get_by_role("button", name="Take the next call"),
    ]
    assert len({(box["y"], box["height"]) for box in (part.bounding_box() for part in parts)}) == 1


def test_time_of_a_row_is_on_one_line_of_a_phone(staff: Staff) -> None:
    due = staff.see(QUEUE, width=360).locator("td.due small").first
    due.evaluate("small => { small.textContent = 'Call by Wed, Nov 30, 12:59 p.m. EST'; }")

    assert due.evaluate(f"small => ({_WORDS})(small).length") == 1


@pytest.mark.parametrize("selector", ["", "a.reference"], ids=["queue", "card"])
def test_large_text_fits_on_a_phone(staff: Staff, selector: str) -> None:
    page = staff.see(QUEUE, width=360)
    if selector:
        page.locator(selector).first.click()
        page.wait_for_url("**/change/**")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert ask(page, "layout") == []


@pytest.mark.parametrize(("text", "shown"), [("100%", True), ("150%", False), ("200%", False)])
def test_bar_of_the_card_takes_little_of_a_phone_or_is_not_there(
    staff: Staff, text: str, *, shown: bool
) -> None:
    page = staff.see(QUEUE, width=360)
    page.locator("a.reference").first.click()
    page.wait_for_url("**/change/**")
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")

    bar = page.locator(".thumb")
    assert bar.is_visible() is shown
    if shown:
        box = bar.bounding_box()
        assert box["height"] < HEIGHTS[360] / 8
        assert abs(box["y"] + box["height"] - HEIGHTS[360]) < 1
        assert (box["x"], box["width"]) == (0, 360)


@pytest.mark.parametrize(("text", "main"), [("100%", ".thumb .call"), ("200%", "a.dial")])
def test_card_on_a_phone_has_one_main_button_at_any_size_of_text(staff: Staff, text: str, main: str) -> None:
    page = staff.see(QUEUE, width=360)
    page.locator("a.reference").first.click()
    page.wait_for_url("**/change/**")
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")

    for each in (".thumb .call", "a.dial"):
        if each == main:
            expect(page.locator(each)).to_have_css("background-color", _CLAY)
        elif page.locator(each).is_visible():
            expect(page.locator(each)).not_to_have_css("background-color", _CLAY)
