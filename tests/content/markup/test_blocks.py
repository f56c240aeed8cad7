"""Callouts and care cards, which pages write as ::: blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_site.core.link_rules import LinkRules
from content.data.references import Reference
from content.data.site_data import SiteData
from content.errors import ContentError
from content.markup.rendering import Renderer

Find = Callable[..., list[dict[str, str]]]
FILE = Path("page.md")
ONE = Reference(authors="An author", title="one", doi="10.1000/one", kind="trial", verified="checked")


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(FILE, SiteData(references={"one": ONE}, links=LinkRules(numbers=frozenset({"tel:911"}))))


def test_callout_shows_its_title_and_body(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::note Good to know\nYou can **stop**.\n\n- at any point\n:::\n\nafter", 1)

    box, title, bold, item = find(html, "div", "p", "strong", "li")[:2] + find(html, "strong", "li")
    assert (box["class"], title["class"], title["text"]) == ("callout", "callout-title", "Good to know")
    assert (bold["inside"], item["inside"]) == ("div p", "div ul")
    assert find(html, "p")[-1]["inside"] == ""


def test_warning_has_its_own_css_class(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::warning Take care\ntext\n:::", 1)

    assert find(html, "div")[0]["class"] == "callout callout-warning"


@pytest.mark.parametrize(
    ("kind", "css", "urgency"),
    [
        ("emergency", "care-card care-card-emergency", "Needed at once:"),
        ("urgent", "care-card care-card-urgent", "Needed soon:"),
        ("ordinary", "care-card", "Good to do:"),
    ],
)
def test_care_card_states_its_urgency_in_text(
    renderer: Renderer, find: Find, kind: str, css: str, urgency: str
) -> None:
    html, _ = renderer.body(f":::care {kind} Call [911](tel:911) if:\n- your chest hurts\n:::", 1)

    section, heading, link = find(html, "section")[0], find(html, "h2")[0], find(html, "a")[0]
    assert (section["class"], section["aria-labelledby"]) == (css, heading["id"])
    assert heading["text"] == f"{urgency} Call 911 if:"
    assert link["href"] == "tel:911"


def test_care_card_heading_skips_no_level_and_is_not_in_the_contents(renderer: Renderer, find: Find) -> None:
    html, headings = renderer.body("## Danger\n\n:::care urgent Call soon\ntext\n:::\n\n### More", 1)

    assert [(h["tag"], h["id"]) for h in find(html, "h2", "h3")] == [
        ("h2", "danger"),
        ("h3", "call-soon"),
        ("h3", "more"),
    ]
    assert [heading.text for heading in headings] == ["Danger", "More"]


def test_citations_in_blocks_and_their_titles_are_numbered(renderer: Renderer) -> None:
    html, _ = renderer.body(":::note Title [@one]\ntext [@one]\n:::", 1)

    assert html.count('href="#source-1"') == 2


def test_callouts_may_have_the_same_title(renderer: Renderer) -> None:
    html, _ = renderer.body(":::note Note\na\n:::\n\n:::note Note\nb\n:::", 1)

    assert html.count("callout-title") == 2


@pytest.mark.parametrize(
    ("body", "line", "hint"),
    [
        ("a\n\n:::tip Title\nb\n:::", 13, ":::tip is not known; write one of :::note, :::warning, :::care"),
        (":::note\nb\n:::", 11, "needs a title after its kind, on the same line"),
        (":::care loud Title\nb\n:::", 11, "its kinds are emergency, urgent, ordinary"),
        (":::care urgent\nb\n:::", 11, "needs a title"),
        (":::note Title\nb\n\n## Next", 11, "never closed; put ::: alone on a line"),
        (":::note Title\nb\n\n## Next\n:::", 14, "inside the block of line 11; put ::: alone"),
        (":::note Title\nb\n\n:::care urgent Go\nc\n:::", 14, "inside the block of line 11; put :::"),
        ("text\n\n:::", 13, "this ::: opens no block"),
        ("text ::: text", 11, "::: belongs at the start of a line"),
        ("## Same\n\n:::care urgent Same\nb\n:::", 13, "appears twice on this page"),
        ("## Sources", 11, "is reserved for a part of the page; change it"),
    ],
)
def test_invalid_block_is_refused_with_its_line_and_a_hint(
    renderer: Renderer, body: str, line: int, hint: str
) -> None:
    with pytest.raises(ContentError) as error:
        renderer.body(body, 11)

    assert f"page.md, line {line}: " in str(error.value)
    assert hint in str(error.value)


def test_html_in_a_block_is_escaped(renderer: Renderer, find: Find) -> None:
    html, _ = renderer.body(":::note <script>x</script>\n<img src=x onerror=y>\n:::", 1)

    assert find(html, "script", "img") == []


def test_error_inside_a_block_has_its_line(renderer: Renderer) -> None:
    with pytest.raises(ContentError, match=r"page\.md, line 14: cites @unknown"):
        renderer.body(":::note Title\nfirst\n\nsecond [@unknown]\n:::", 11)
