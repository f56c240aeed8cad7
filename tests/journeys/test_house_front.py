"""What fits on the first screen of a phone, and on one that is zoomed to 400 %."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack

# The distances from a number to the characters before and after it that are shown.
_GAPS = """links => links.flatMap(link => {
  const box = (node, start, end) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return range.getBoundingClientRect();
  };
  const number = box(link.firstChild, 0, link.firstChild.length);
  const [before, after] = [link.previousSibling, link.nextSibling];
  const [last, first] = [box(before, before.length - 1, before.length), box(after, 0, 1)];
  return [last.width && number.left - last.right, first.width && first.left - number.right];
})"""


def _height(page: Page, part: str) -> float:
    box = page.locator(part).bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("path", ["/", "/es/"])
def test_crisis_bar_is_one_line_at_every_width(plain_page: Page, stack: Stack, path: str) -> None:
    plain_page.goto(f"{stack.url}{path}")

    heights = {}
    for width in (320, 360, 390, 480, 490, 639, 640, 767, 768, 834, 1280):
        plain_page.set_viewport_size({"width": width, "height": 800})
        heights[width] = _height(plain_page, ".crisis-bar")
    assert {width: height for width, height in heights.items() if height > 48} == {}


@pytest.mark.parametrize("path", ["/", "/es/"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_numbers_in_the_crisis_bar_have_no_gap_beside_them(
    plain_page: Page, stack: Stack, path: str, width: int
) -> None:
    plain_page.set_viewport_size({"width": width, "height": 800})
    plain_page.goto(f"{stack.url}{path}")

    gaps = plain_page.locator(".crisis-bar a[href^=tel]").evaluate_all(_GAPS)
    assert len(gaps) == 4
    assert [gap for gap in gaps if gap > 0.5] == []


def test_header_of_a_phone_is_one_line_and_its_menu_needs_no_script(plain_page: Page, stack: Stack) -> None:
    page = plain_page
    page.goto(f"{stack.url}/")

    assert _height(page, ".site-header") <= 80
    expect(page.get_by_role("link", name="Leave this site")).to_be_in_viewport()

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Ketamine", exact=True).click()
    expect(page).to_have_url(f"{stack.url}/ketamine/")


def test_leave_bar_takes_under_a_third_of_a_screen_at_400_percent_zoom(
    plain_page: Page, stack: Stack
) -> None:
    page = plain_page
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{stack.url}/callback/")

    assert _height(page, ".leave-bar") <= 256 / 4
    page.locator("form").first.scroll_into_view_if_needed()
    expect(page.locator(".leave-bar")).not_to_be_in_viewport()
