"""The walk over the whole site has no findings in any check."""

from __future__ import annotations

import pytest

from tests.audit.findings import Report
from tests.audit.pages import sitemap_paths
from tests.audit.table import listing
from tests.audit.views import TRANSLATED
from tests.stack import Stack


def _assert_no_findings(report: Report, check: str) -> None:
    if report.lines(check):
        pytest.fail(listing(finding for finding in report.findings if finding.check == check), pytrace=False)


def test_parts_cover_every_page_of_the_sitemap(part: str, report: Report, stack: Stack) -> None:
    paths = set(sitemap_paths(stack.url))
    translated = {path for path in paths if path.startswith(TRANSLATED)}
    expected = {"pages": paths - translated, "translated": translated, "states": set()}

    assert expected[part] <= set(report.metrics)


@pytest.mark.xdist_group("audit of the example clinic")
def test_pages_of_a_clinic_with_all_facts_have_no_findings(example_report: Report) -> None:
    assert len(example_report.metrics) > 8
    if example_report.findings:
        pytest.fail(listing(example_report.findings), pytrace=False)


@pytest.mark.xdist_group("audit of the staff side")
def test_pages_of_the_staff_side_have_no_findings(staff_report: Report) -> None:
    assert {"status", "axe", "nu", "console", "hosts", "layout", "main button"} <= staff_report.ran
    if staff_report.findings:
        pytest.fail(listing(staff_report.findings), pytrace=False)


def test_every_view_has_its_expected_status(report: Report) -> None:
    _assert_no_findings(report, "status")


def test_axe_has_no_findings_in_either_color_scheme(report: Report) -> None:
    _assert_no_findings(report, "axe")


def test_nu_html_checker_has_no_findings(report: Report) -> None:
    _assert_no_findings(report, "nu")


def test_console_has_no_errors(report: Report) -> None:
    _assert_no_findings(report, "console")


def test_no_page_sends_requests_to_other_hosts(report: Report) -> None:
    _assert_no_findings(report, "hosts")


def test_first_view_of_every_page_is_within_the_size_limits(part: str, report: Report) -> None:
    if part == "states":
        pytest.skip("other pages come before a state, so it is no first view")
    _assert_no_findings(report, "weight")


def test_no_page_has_layout_shifts(report: Report) -> None:
    _assert_no_findings(report, "shift")


def test_tab_reaches_every_control_in_order_with_visible_focus(report: Report) -> None:
    _assert_no_findings(report, "keyboard")


def test_no_page_overflows_its_width(report: Report) -> None:
    _assert_no_findings(report, "layout")


def test_no_page_overflows_with_text_at_200_percent(report: Report) -> None:
    _assert_no_findings(report, "text zoom")


def test_no_page_overflows_at_320_pixels(report: Report) -> None:
    _assert_no_findings(report, "reflow")


def test_controls_are_visible_with_forced_colors(report: Report) -> None:
    _assert_no_findings(report, "forced colors")


def test_nothing_is_animated_with_reduced_motion(report: Report) -> None:
    _assert_no_findings(report, "motion")


def test_text_of_every_article_begins_within_one_and_a_half_screens_of_a_phone(
    part: str, report: Report
) -> None:
    if part == "states":
        pytest.skip("a state is shown at its own place on the page")
    _assert_no_findings(report, "beginning")
