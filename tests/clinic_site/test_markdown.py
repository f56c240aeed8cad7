"""Markdown becomes HTML that holds only what we write."""

from __future__ import annotations

import pytest

from clinic_site.markdown import sanitise, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>\n"),
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ('"quoted" -- it\'s', "<p>“quoted” – it’s</p>\n"),
        ("[ask](/callback/#form)", '<p><a href="/callback/#form">ask</a></p>\n'),
    ],
)
def test_markdown_is_shown_as_it_is_meant(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "address", ["https://va.gov/", "tel:988", "sms:838255", "mailto:hello@clinic.test", "/faq/", "#sources"]
)
def test_a_link_to_a_page_or_a_way_to_call_is_kept(address: str) -> None:
    assert to_html(f"[text]({address})") == f'<p><a href="{address}">text</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_a_link_that_would_run_a_script_has_no_address(address: str) -> None:
    assert "href" not in to_html(f"[text]({address}) <{address}>")


@pytest.mark.parametrize(
    "raw", ["<script>alert(1)</script>", "<b>bold</b>", "<img src=x onerror=y>", "<!-- x -->"]
)
def test_raw_html_is_shown_as_the_text_that_it_is(raw: str) -> None:
    escaped = raw.replace("<", "&lt;").replace(">", "&gt;")

    assert to_html(raw).strip() in {escaped, f"<p>{escaped}</p>"}


def test_a_picture_from_anywhere_is_left_out() -> None:
    assert "<img" not in to_html("![spy](https://evil.test/pixel.png)")


def test_the_columns_of_a_table_carry_no_style() -> None:
    html = to_html("| a |\n| --: |\n| 1 |")

    assert ("<table>" in html, "style" in html) == (True, False)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<p onclick="x" style="y" id="z">a</p>', '<p id="z">a</p>'),
        ('<iframe src="https://evil.test"></iframe>a', "a"),
        ('<form action="/x"><input name="y">a</form>', "a"),
        ("a<!-- b -->c", "ac"),
        ('<svg><path d="M0"/></svg>a', "a"),
        ('<section onclick="x" aria-label="y">a</section>', "<section>a</section>"),
    ],
)
def test_html_that_we_do_not_write_is_taken_out(html: str, clean: str) -> None:
    assert sanitise(html) == clean


@pytest.mark.parametrize(
    "html",
    [
        '<sup class="citation"><a href="#reference-one" aria-label="Source 1">1</a></sup>',
        "<dfn>word</dfn> (its meaning)",
        '<section class="care-card" aria-labelledby="x"><h3 id="x">Call</h3></section>',
    ],
)
def test_html_that_we_write_is_kept(html: str) -> None:
    assert sanitise(html) == html
