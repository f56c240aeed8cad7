"""Everyone can use every page: what the walk over the whole site found, check by check."""

from __future__ import annotations

import pytest

from tests.audit.findings import Report
from tests.audit.pages import sitemap_paths
from tests.audit.table import told
from tests.stack import Stack


def _must_be_none(report: Report, check: str) -> None:
    if report.told(check):
        pytest.fail(told(finding for finding in report.findings if finding.check == check), pytrace=False)


def test_every_page_of_the_sitemap_was_looked_at(report: Report, stack: Stack) -> None:
    assert set(sitemap_paths(stack.url)) <= set(report.figures)


def test_every_page_and_state_answers_as_it_should(report: Report) -> None:
    _must_be_none(report, "status")


def test_axe_finds_nothing_in_either_color_scheme(report: Report) -> None:
    _must_be_none(report, "axe")


def test_the_nu_html_checker_finds_nothing(report: Report) -> None:
    _must_be_none(report, "nu")


def test_the_console_stays_silent(report: Report) -> None:
    _must_be_none(report, "console")


def test_no_page_asks_another_host(report: Report) -> None:
    _must_be_none(report, "hosts")


def test_the_first_view_of_every_page_is_light(report: Report) -> None:
    _must_be_none(report, "weight")


def test_nothing_moves_while_a_page_loads(report: Report) -> None:
    _must_be_none(report, "shift")


def test_every_control_is_reached_by_tab_in_order_and_shows_its_focus(report: Report) -> None:
    _must_be_none(report, "keyboard")


def test_every_page_fits_its_width(report: Report) -> None:
    _must_be_none(report, "layout")


def test_text_can_be_twice_as_large(report: Report) -> None:
    _must_be_none(report, "text zoom")


def test_every_page_fits_320_pixels(report: Report) -> None:
    _must_be_none(report, "reflow")


def test_nothing_vanishes_when_the_device_chooses_the_colors(report: Report) -> None:
    _must_be_none(report, "forced colors")


def test_nothing_moves_for_a_person_who_wants_no_motion(report: Report) -> None:
    _must_be_none(report, "motion")
