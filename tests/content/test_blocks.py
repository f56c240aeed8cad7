"""Callouts and care cards: written with :::, shown as the components of the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.faults import ContentError
from content.references import Reference
from content.registers import Registers
from content.rendering import Renderer

Find = Callable[..., list[dict[str, str]]]
FILE = Path("page.md")
ONE = Reference(authors="Somebody", title="one", doi="10.1000/one", kind="trial", verified="checked")


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(FILE, Registers(references={"one": ONE}))


def test_a_callout_shows_its_title_and_its_markdown(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::note Good to know\nYou can **stop**.\n\n- at any point\n:::\n\nafter", 1)

    box, title, bold, item = find(html, "div", "p", "strong", "li")[:2] + find(html, "strong", "li")
    assert (box["class"], title["class"], title["text"]) == ("callout", "callout-title", "Good to know")
    assert (bold["inside"], item["inside"]) == ("div p", "div ul")
    assert find(html, "p")[-1]["inside"] == ""


def test_a_warning_is_told_apart_from_a_note(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::warning Take care\ntext\n:::", 1)

    assert find(html, "div")[0]["class"] == "callout callout-warning"


@pytest.mark.parametrize(
    ("kind", "css", "said"),
    [
        ("emergency", "care-card care-card-emergency", "Needed at once:"),
        ("urgent", "care-card care-card-urgent", "Needed soon:"),
        ("ordinary", "care-card", "Good to do:"),
    ],
)
def test_a_care_card_says_in_words_how_urgent_it_is(
    renderer: Renderer, find: Find, kind: str, css: str, said: str
) -> None:
    html, _ = renderer.body(f":::care {kind} Call [911](tel:911) if:\n- your chest hurts\n:::", 1)

    section, heading, link = find(html, "section")[0], find(html, "h2")[0], find(html, "a")[0]
    assert (section["class"], section["aria-labelledby"]) == (css, heading["id"])
    assert heading["text"] == f"{said} Call 911 if:"
    assert link["href"] == "tel:911"


def test_a_care_card_below_a_heading_skips_no_level_and_is_not_in_the_contents(
    renderer: Renderer, find: Find
) -> None:
    html, headings = renderer.body("## Danger\n\n:::care urgent Call soon\ntext\n:::\n\n### More", 1)

    assert [(h["tag"], h["id"]) for h in find(html, "h2", "h3")] == [
        ("h2", "danger"),
        ("h3", "call-soon"),
        ("h3", "more"),
    ]
    assert [heading.text for heading in headings] == ["Danger", "More"]


def test_citations_in_a_title_and_in_a_block_are_numbered(renderer: Renderer) -> None:
    html, _ = renderer.body(":::note Title [@one]\ntext [@one]\n:::", 1)

    assert html.count('href="#source-1"') == 2


def test_two_notes_may_have_the_same_title(renderer: Renderer) -> None:
    html, _ = renderer.body(":::note Note\na\n:::\n\n:::note Note\nb\n:::", 1)

    assert html.count("callout-title") == 2


@pytest.mark.parametrize(
    ("body", "line", "mend"),
    [
        ("a\n\n:::tip Title\nb\n:::", 13, ":::tip is not known; write one of :::note, :::warning, :::care"),
        (":::note\nb\n:::", 11, "needs a title after its kind, on the same line"),
        (":::care loud Title\nb\n:::", 11, "its kinds are emergency, urgent, ordinary"),
        (":::care urgent\nb\n:::", 11, "needs a title"),
        (":::note Title\nb\n\n## Next", 11, "never closed; put ::: alone on a line"),
        (":::note Title\nb\n\n## Next\n:::", 14, "inside the block of line 11; put ::: alone"),
        (":::note Title\nb\n\n:::care urgent Go\nc\n:::", 14, "inside the block of line 11; put :::"),
        ("text\n\n:::", 13, "this ::: opens nothing"),
        ("text ::: text", 11, "::: stands at the start of a line"),
        ("## Same\n\n:::care urgent Same\nb\n:::", 13, "stands here twice"),
        ("## Sources", 11, "is one the page has already; change it"),
    ],
)
def test_a_block_that_cannot_be_read_is_refused_with_its_line_and_the_mend(
    renderer: Renderer, body: str, line: int, mend: str
) -> None:
    with pytest.raises(ContentError) as refusal:
        renderer.body(body, 11)

    assert f"page.md, line {line}: " in str(refusal.value)
    assert mend in str(refusal.value)


def test_a_block_lets_no_html_through(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::note <script>x</script>\n<img src=x onerror=y>\n:::", 1)

    assert find(html, "script", "img") == []


def test_a_fault_inside_a_block_is_told_with_its_line(renderer: Renderer) -> None:
    with pytest.raises(ContentError, match=r"page\.md, line 14: cites @nobody"):
        renderer.body(":::note Title\nfirst\n\nsecond [@nobody]\n:::", 11)
