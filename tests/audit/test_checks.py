"""Each check reports its kind of error on a broken page, and nothing on a valid page."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import Browser

from tests.audit import axe, keyboard, layout, nu, preferences, shift
from tests.audit.browser import Tabs, settle
from tests.audit.findings import Problem
from tests.audit.network import Watch
from tests.audit.small_pages import Shown, SmallServer

VALID = """<p>Words, and <a href="/1">a link</a>.</p>
<p><label for="name">Your name</label> <input id="name" name="name" autocomplete="name"></p>
<fieldset><legend>How</legend>
<input type="radio" name="how" id="call" value="call"><label for="call">Call</label>
<input type="radio" name="how" id="mail" value="mail"><label for="mail">Mail</label></fieldset>
<p><button>Send</button></p>"""


def _rules(found: list[Problem]) -> list[str]:
    return [problem.rule for problem in found]


def test_valid_page_passes_all_checks(shown: Shown) -> None:
    page, watch = shown(VALID)

    assert axe.check(page)[0] == []
    assert keyboard.check(page) == []
    assert [*layout.check(page), *layout.check_text_zoom(page), *layout.check_reflow(page)] == []
    assert shift.check(page) == []
    assert [*preferences.check_motion(page), *preferences.check_forced_colors(page)] == []
    assert [*watch.check_weight(), *watch.check_hosts(), *watch.check_console()] == []


def test_axe_reports_an_image_without_alt_text(shown: Shown) -> None:
    page, _ = shown('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" width="9" height="9">')

    assert "image-alt (critical)" in _rules(axe.check(page)[0])


def test_axe_reports_low_contrast_in_the_dark_scheme_only(shown: Shown) -> None:
    dark = "@media (prefers-color-scheme: dark) { p { color: #eee } }"
    page, _ = shown("<p>Words</p>", f"body {{ background: #fff; color: #000 }} {dark}")

    assert axe.check(page)[0] == []
    page.emulate_media(color_scheme="dark")
    assert _rules(axe.check(page, only_colors=True)[0]) == ["color-contrast (serious)"]


def test_axe_reports_all_but_low_contrast_without_colors(shown: Shown) -> None:
    page, _ = shown("<p>Words</p><input>", "body { background: #fff; color: #eee }")

    assert "color-contrast (serious)" in _rules(axe.check(page)[0])
    assert _rules(axe.check(page, without_colors=True)[0]) == ["label (critical)"]


def test_nu_html_checker_reports_errors_and_warnings_per_document() -> None:
    start, end = '<!doctype html><html lang="en"><head><title>A</title></head><body>', "</body></html>"

    found = nu.check(
        {
            "valid": f"{start}<p>A</p>{end}".encode(),
            "nested": f"{start}<p><div></div></p>{end}".encode(),
            "warned": f"{start}<section><p>A</p></section>{end}".encode(),
        }
    )

    assert {name: [rule.split(",")[0] for rule in _rules(problems)] for name, problems in found.items()} == {
        "valid": [],
        "nested": ["error"],
        "warned": ["warning"],
    }


def test_console_check_reports_logged_and_uncaught_errors(shown: Shown) -> None:
    _, watch = shown("<script>console.error('no'); setTimeout(() => { throw new Error('never') })</script>")

    assert sorted(problem.note for problem in watch.check_console()) == ["never", "no"]


def test_console_check_reports_csp_violations(shown: Shown) -> None:
    _, watch = shown("<script>go()</script>", csp="script-src 'self'; style-src 'unsafe-inline'")

    assert "Content-Security-Policy" in _rules(watch.check_console())


def test_console_check_ignores_only_the_message_about_the_expected_status(shown: Shown) -> None:
    _, watch = shown("<p>A</p><script>console.error('404')</script>", status=404)

    assert [problem.note for problem in watch.check_console(expected_status=404)] == ["404"]
    assert len(watch.check_console()) == 2


def test_request_to_another_host_is_reported(shown: Shown) -> None:
    _, watch = shown('<img src="http://localhost:9/pixel.gif" alt="" width="1" height="1">')

    assert watch.check_hosts() == [Problem("request to another host", "http://localhost:9/pixel.gif")]


def test_page_of_more_than_sixty_kilobytes_is_reported(shown: Shown) -> None:
    _, watch = shown("word " * 12_000)

    assert _rules(watch.check_weight()) == ["more than 60000 bytes"]


def test_page_with_more_than_six_requests_is_reported(shown: Shown) -> None:
    _, watch = shown("".join(f'<img src="/{number}" alt="">' for number in range(6)))

    assert (watch.requests, _rules(watch.check_weight())) == (7, ["more than 6 requests"])


def test_pictures_of_the_clinic_count_apart_from_the_rest(shown: Shown) -> None:
    _, watch = shown("".join(f'<img src="/pictures/{number}" alt="">' for number in range(9)))

    assert (watch.requests, watch.check_weight()) == (10, [])


def test_shared_page_loads_everything_again_without_cookies(
    browser: Browser, small_server: SmallServer
) -> None:
    small_server.set_page('<img src="/1" alt="">', cached=True)
    seen = []
    with Tabs(browser) as tabs:
        for _ in range(2):
            page = tabs.first_visit(360)
            with closing(Watch(page, small_server.url)) as watch:
                page.goto(small_server.url)
                settle(page)
                seen.append((watch.requests, watch.transferred, page.context.cookies()))
            page.evaluate("document.cookie = 'left=behind'")

    first, second = seen
    assert second == first == (2, first[1], [])


def test_page_of_a_state_finds_no_cookie_and_has_its_first_size(
    browser: Browser, small_server: SmallServer
) -> None:
    small_server.set_page("<p>Words</p>")
    with Tabs(browser) as tabs:
        for _ in range(2):
            page = tabs.another_visit(360)
            assert (page.url, page.viewport_size, page.context.cookies()) == (
                "about:blank",
                {"width": 360, "height": 740},
                [],
            )
            page.goto(small_server.url)
            assert page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
            page.evaluate("document.cookie = 'left=behind'")
            page.set_viewport_size({"width": 1280, "height": 800})
            page.emulate_media(color_scheme="dark")


def test_layout_shift_while_loading_is_reported(shown: Shown) -> None:
    # What moves before the browser has painted for the first time isn't a shift, so the page waits for that.
    late = "document.querySelector('#late').style.height = '300px'"
    painted = f"new PerformanceObserver(() => {{ {late} }}).observe({{type: 'paint', buffered: true}})"
    page, _ = shown(f"<div id='late'></div><p style='height: 200px'>Words</p><script>{painted}</script>")
    page.wait_for_function("window.__audit.shift > 0")

    assert _rules(shift.check(page)) == ["layout shift while loading"]


TRAP = """<input aria-label="A"><a href="/1">B</a><a href="/2">C</a>
<script>document.links[0].onkeydown = event => event.key == "Tab" && event.preventDefault()</script>"""
LEAP = """<a href="/1">A</a><a href="/2">B</a><a href="/3">C</a>
<script>document.links[1].onfocus = () => document.links[2].focus()</script>"""
LATE_TRAP = """<input aria-label="A"><a href="/1">B</a><a href="/2">C</a><a href="/3">D</a>
<script>document.links[1].onfocus = () => setTimeout(() => document.links[0].focus())</script>"""
TWO = "<div><a href='/1'>First in the text</a> <a href='/2'>Second</a></div>"
COVER = "div { position: fixed; inset: 0; background: #fff }"


def test_large_layout_shift_with_a_late_font_is_reported(shown: Shown) -> None:
    page, _ = shown("<p>Words</p>")
    page.evaluate("window.__audit.shift = .1")
    assert shift.check_late_font(page) == []

    page.evaluate("window.__audit.shift = .11")
    assert _rules(shift.check_late_font(page)) == ["large layout shift with a late font"]


@pytest.mark.parametrize(
    ("body", "style", "rule"),
    [
        (VALID, "a:focus { outline: none }", "focus is not visible"),
        (VALID + "<div>Bar</div>", COVER, "focused element is covered or outside the viewport"),
        (TRAP, "", "keyboard trap"),
        (LATE_TRAP, "", "keyboard trap"),
        (LEAP, "", "Tab does not reach"),
        (TWO.replace("href='/2'", "href='/2' tabindex='1'"), "", "Tab does not reach"),
        (TWO, "div { display: grid } a + a { order: -1 }", "Tab order differs from visual order"),
        (TWO, "div { display: flex; flex-flow: row-reverse }", "Tab order differs from visual order"),
        (
            TWO,
            "div { display: flex; flex-flow: row-reverse; reading-flow: flex-visual }",
            "Tab order differs from document order",
        ),
    ],
)
def test_keyboard_check_reports_problems(shown: Shown, body: str, style: str, rule: str) -> None:
    page, _ = shown(body, style)

    assert rule in _rules(keyboard.check(page))


def test_keyboard_check_does_not_depend_on_the_initial_focus(shown: Shown) -> None:
    page, _ = shown(VALID)
    page.focus("button")

    assert keyboard.check(page) == []


@pytest.mark.parametrize(("quiet", "found"), [("main", ["focus is not visible"]), ("footer", [])])
def test_keyboard_check_of_a_state_ends_at_the_footer(shown: Shown, quiet: str, found: list[str]) -> None:
    links = "<a href='/1'>A</a> <a href='/2'>B</a></main><footer><a href='/3'>C</a></footer>"
    style = f"{quiet} a:last-child:focus {{ outline: none }}"

    assert _rules(keyboard.check(shown(links, style)[0])) == ["focus is not visible"]
    assert _rules(keyboard.check(shown(links, style)[0], outside=axe.FRAME)) == found


@pytest.mark.parametrize(
    ("body", "style", "rule"),
    [
        (
            "<button aria-label='Go'></button>",
            "button { border: 0; background: #00f; padding: 1em }",
            "disappears with forced colors",
        ),
        (
            "<input aria-label='A'>",
            "input { border: 0; outline: 0; appearance: none; background: #eee }",
            "disappears with forced colors",
        ),
        (
            "<a href='/1'>A</a>",
            "a:focus { outline: none; box-shadow: 0 0 0 3px #00f }",
            "focus is not visible with forced colors",
        ),
    ],
)
def test_forced_colors_check_reports_invisible_controls(
    shown: Shown, body: str, style: str, rule: str
) -> None:
    page, _ = shown(body, style)

    assert rule in _rules(preferences.check_forced_colors(page))


@pytest.mark.parametrize(
    ("style", "rules"),
    [
        ("p { transition: color .3s }", ["transition"]),
        (
            "@keyframes turn { to { rotate: 1turn } } p { animation: turn 2s infinite }",
            ["running animation", "animation"],
        ),
        ("html { scroll-behavior: smooth }", ["smooth scrolling"]),
    ],
)
def test_motion_check_reports_animations(shown: Shown, style: str, rules: list[str]) -> None:
    page, _ = shown("<p>Words</p>", style)

    assert _rules(preferences.check_motion(page)) == rules
