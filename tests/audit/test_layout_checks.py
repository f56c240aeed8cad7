"""Each layout check reports its kind of error on a broken page, and nothing on a valid page."""

from __future__ import annotations

import pytest

from tests.audit import layout
from tests.audit.findings import Problem
from tests.audit.small_pages import Shown


def _rules(found: list[Problem]) -> list[str]:
    return [problem.rule for problem in found]


def test_element_wider_than_the_page_is_reported(shown: Shown) -> None:
    page, _ = shown("<p class='wide'>Words</p>", ".wide { width: 500px }")

    assert _rules(layout.check(page)) == ["extends past the right edge"]


@pytest.mark.parametrize("box", ["overflow-x: auto", "position: absolute; width: 1px; overflow: hidden"])
def test_wide_part_that_scrolls_or_is_not_seen_passes_the_layout_check(shown: Shown, box: str) -> None:
    page, _ = shown("<div class='box'><p>Words</p></div>", f".box {{ {box} }} p {{ width: 500px }}")

    assert layout.check(page) == []


def test_text_cut_off_at_200_percent_is_reported(shown: Shown) -> None:
    page, _ = shown(
        "<div>Words that fill the box</div>", "div { height: 24px; overflow: hidden } p { margin: 0 }"
    )

    assert layout.check(page) == []
    assert _rules(layout.check_text_zoom(page)) == ["cuts off its text"]


def test_page_that_needs_340_pixels_fails_the_reflow_check(shown: Shown) -> None:
    page, _ = shown("<p>Words</p>", "main { min-width: 340px }")

    assert layout.check(page) == []
    assert _rules(layout.check_reflow(page)) == ["extends past the right edge"]


@pytest.mark.parametrize(("above", "found"), [(1000, []), (1500, ["the text begins after 2.1 screens"])])
def test_article_that_begins_late_is_reported(shown: Shown, above: int, found: list[str]) -> None:
    article = '<div class="article"><div class="above">Contents</div><div class="column">Text</div></div>'
    page, _ = shown(article, f".above {{ height: {above}px }}")

    assert _rules(layout.check_beginning(page)) == found


def test_page_without_an_article_is_not_checked_for_its_beginning(shown: Shown) -> None:
    assert layout.check_beginning(shown("<p>Words</p>")[0]) is None
