"""Markdown is rendered to HTML with allowed elements only."""

from __future__ import annotations

import time

import pytest

from clinic_site.core.markdown import MAX_LENGTH, sanitize, to_html


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
def test_markdown_is_rendered(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "address", ["https://va.gov/", "tel:988", "sms:838255", "mailto:hello@clinic.test", "/faq/", "#sources"]
)
def test_a_link_to_a_page_phone_or_email_is_kept(address: str) -> None:
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
def test_a_script_link_is_removed(address: str) -> None:
    assert "href" not in to_html(f"[text]({address}) <{address}>")


@pytest.mark.parametrize(
    "raw", ["<script>alert(1)</script>", "<b>bold</b>", "<img src=x onerror=y>", "<!-- x -->"]
)
def test_raw_html_is_escaped(raw: str) -> None:
    escaped = raw.replace("<", "&lt;").replace(">", "&gt;")

    assert to_html(raw).strip() in {escaped, f"<p>{escaped}</p>"}


def test_an_image_is_removed() -> None:
    assert "<img" not in to_html("![spy](https://evil.test/pixel.png)")


def test_table_columns_have_no_style() -> None:
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
def test_disallowed_html_is_removed(html: str, clean: str) -> None:
    assert sanitize(html) == clean


@pytest.mark.parametrize(
    "html",
    [
        '<sup><a href="#reference-one"><span>Source </span>1</a></sup>',
        "<dfn>word</dfn> (its meaning)",
        '<section class="care-card" aria-labelledby="x"><h3 id="x">Call</h3></section>',
    ],
)
def test_allowed_html_is_kept(html: str) -> None:
    assert sanitize(html) == html


@pytest.mark.parametrize("text", ["45 CFR 164.520(c)(3)", "(C)", "(r) and (tm)"])
def test_paragraph_names_of_laws_are_not_replaced(text: str) -> None:
    assert to_html(text) == f"<p>{text}</p>\n"


def test_a_numbered_list_continues_after_a_paragraph() -> None:
    assert '<ol start="2">' in to_html("1. one\n\nbetween\n\n2. two")


@pytest.mark.parametrize("indent", [" ", "  ", "   "])
@pytest.mark.parametrize("mark", ["-", "*", "1."])
def test_a_sublist_is_nested_in_the_numbered_item_above(indent: str, mark: str) -> None:
    html = to_html(f"1. one\n{indent}{mark} a\n{indent}{mark} b\n2. two")

    kind = "ol" if mark == "1." else "ul"
    inner = f"<{kind}>\n<li>a</li>\n<li>b</li>\n</{kind}>"
    assert html == f"<ol>\n<li>one\n{inner}\n</li>\n<li>two</li>\n</ol>\n"


@pytest.mark.parametrize("mark", ["-\N{NO-BREAK SPACE}", "•\t", "• ", "•\N{NO-BREAK SPACE}"])
def test_a_list_pasted_from_a_word_processor_is_a_list(mark: str) -> None:
    assert to_html(f"{mark}one\n{mark}two") == "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("##\N{NO-BREAK SPACE}Sleep", "<h2>Sleep</h2>\n"),
        ("1.\N{NO-BREAK SPACE}one\n2.\N{NO-BREAK SPACE}two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}- one", "<ul>\n<li>one</li>\n</ul>\n"),
        ("1.\N{NO-BREAK SPACE}one\n  • a", "<ol>\n<li>one\n<ul>\n<li>a</li>\n</ul>\n</li>\n</ol>\n"),
    ],
    ids=["heading", "numbered list", "byte order mark", "sublist"],
)
def test_text_pasted_from_a_word_processor_has_its_structure(text: str, html: str) -> None:
    assert to_html(text) == html


def test_a_no_break_space_within_a_line_is_kept() -> None:
    assert to_html("- 10\N{NO-BREAK SPACE}mg") == "<ul>\n<li>10&nbsp;mg</li>\n</ul>\n"


def test_code_keeps_its_indentation() -> None:
    assert "1. a\n  - b" in to_html("```\n1. a\n  - b\n```")


@pytest.mark.parametrize("text", ['"' * 120_000, "[" * 120_000, "![" * 60_000, "a'" * 60_000])
def test_no_text_takes_long_to_render(text: str) -> None:
    started = time.process_time()

    to_html(text)

    assert time.process_time() - started < 1


def test_a_long_text_is_shown_as_plain_text() -> None:
    html = to_html("<script>**" + "a" * MAX_LENGTH)

    assert html.startswith("<p>&lt;script&gt;**a")


def test_the_longest_rendered_text_does_not_take_long() -> None:
    started = time.process_time()

    to_html('"' * MAX_LENGTH)

    assert time.process_time() - started < 1
