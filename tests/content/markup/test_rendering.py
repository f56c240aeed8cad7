"""Markdown becomes safe HTML with stable heading ids and numbered citations."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from content.data.references import Reference
from content.data.site_data import SiteData
from content.errors import ContentError
from content.markup.rendering import Heading, Renderer, slug

FILE = Path("page.md")
REFERENCES = {
    name: Reference(authors="An author", title=name, doi=f"10.1000/{name}", kind="trial", verified="checked")
    for name in ("one", "two", "three")
}


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(FILE, SiteData(references=REFERENCES))


def numbers(html: str) -> list[int]:
    found = re.findall(r'href="#source-(\d+)"><span>Source </span>(\d+)</a>', html)
    assert all(target == number for target, number in found)
    return [int(number) for _, number in found]


def marks(html: str) -> list[tuple[str, str, str]]:
    """Return target, accessible name and visible text of each citation."""
    found = re.findall(r'<sup><a href="([^"]*)"><span>([^<]*)</span>([^<]*)</a></sup>', html)
    return [(target, hidden + text, text) for target, hidden, text in found]


def test_citations_are_numbered_in_reading_order(renderer: Renderer) -> None:
    html, _ = renderer.body("First. [@two]\n\nSecond. [@three]\n\n- Third. [@one]", 1)

    assert numbers(html) == [1, 2, 3]
    assert list(renderer.numbers) == ["two", "three", "one"]


def test_repeated_citation_keeps_its_number(renderer: Renderer) -> None:
    html, _ = renderer.body("First. [@two]\n\nSecond. [@one]\n\nAgain. [@two]", 1)

    assert numbers(html) == [1, 2, 1]
    assert list(renderer.numbers) == ["two", "one"]


def test_all_texts_of_a_page_share_one_numbering(renderer: Renderer) -> None:
    above = renderer.line("Above. [@two]")

    below, _ = renderer.body("Below. [@one]\n\nAgain. [@two]", 1)

    assert numbers(above + below) == [1, 2, 1]
    assert list(renderer.numbers) == ["two", "one"]


@pytest.mark.parametrize("mark", ["[@one; @two]", "[@one;@two]", "[@one ;  @two]", "[@one] [@two]"])
def test_sentence_with_several_sources_has_one_mark(renderer: Renderer, mark: str) -> None:
    html = renderer.line(f"Text. {mark}")

    assert html.startswith("Text.<sup")
    assert marks(html) == [("#source-1", "Sources 1, 2", "1, 2")]


def test_sources_in_a_row_become_a_range(renderer: Renderer) -> None:
    renderer.line("First. [@two]")

    html = renderer.line("Text. [@three; @one; @two; @three]")

    assert marks(html) == [("#source-1", "Sources 1–3", "1–3")]


def test_sources_that_are_not_in_a_row_are_listed_in_order(renderer: Renderer) -> None:
    renderer.line("First. [@two] Then. [@one]")

    html = renderer.line("Text. [@three; @two]")

    assert marks(html) == [("#source-1", "Sources 1, 3", "1, 3")]


def test_citation_in_bold_text_is_numbered(renderer: Renderer) -> None:
    html = renderer.line("**Bold. [@one]** Plain. [@two]")

    assert numbers(html) == [1, 2]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Text. [@unknown]", 11),
        ("## Heading\n\nText.\n\n## Deeper\n\nText. [@one]\n\nText. [@unknown]", 19),
        ("## Heading\n\n- item\n- item [@unknown]", 14),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 [@unknown] |", 14),
        ("> quoted\n\n> quoted [@one; @unknown]", 13),
        ("## Heading [@unknown]", 11),
    ],
    ids=["first line", "deep", "list", "table", "quote", "heading"],
)
def test_unknown_source_is_refused_with_its_line(renderer: Renderer, body: str, line: int) -> None:
    with pytest.raises(ContentError) as error:
        renderer.body(body, 11)

    assert str(error.value) == f"page.md, line {line}: cites @unknown, which is not in references.yaml"


def test_citation_in_code_is_not_parsed(renderer: Renderer) -> None:
    html = renderer.line("Write `[@unknown]` to cite.")

    assert html == "Write <code>[@unknown]</code> to cite."


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("## One\n\n#### Three below", 13),
        ("# Page title", 11),
        ("### Starts too deep", 11),
        ("## One\n\n### Two\n\n# Up again", 15),
    ],
    ids=["skips", "first of level 1", "first of level 3", "level 1 later"],
)
def test_heading_of_the_wrong_level_is_refused_with_its_line(
    renderer: Renderer, body: str, line: int
) -> None:
    with pytest.raises(ContentError, match=rf"page\.md, line {line}: a heading of level \d cannot follow"):
        renderer.body(body, 11)


@pytest.mark.parametrize(
    ("mark", "hint"),
    [
        ("[@ones]", "which is not in references.yaml; did you mean one?"),
        ("[@zzz]", "which is not in references.yaml"),
    ],
)
def test_similar_source_is_suggested(renderer: Renderer, mark: str, hint: str) -> None:
    with pytest.raises(ContentError) as error:
        renderer.body(f"Text. {mark}", 11)

    assert str(error.value).endswith(hint)


def test_heading_levels_may_decrease_by_more_than_one(renderer: Renderer) -> None:
    _, headings = renderer.body("## A\n\n### B\n\n#### C\n\n## D", 1)

    assert [heading.level for heading in headings] == [2, 3, 4, 2]


@pytest.mark.parametrize("second", ["Side effects", "Side *effects*", "Side Effects!"])
def test_duplicate_heading_is_refused_with_its_line(renderer: Renderer, second: str) -> None:
    with pytest.raises(ContentError, match=r"page\.md, line 15: the heading .* appears twice on this page"):
        renderer.body(f"## Side effects\n\ntext\n\n## {second}", 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PTSD: the basics", "ptsd-the-basics"),
        ("Relevance Recovery and your care", "relevance-recovery-and-your-care"),
        ("What’s known – and what isn't?", "whats-known-and-what-isnt"),
        ("  24 hours / 7 days  ", "24-hours-7-days"),
    ],
)
def test_heading_id_is_its_words_joined_with_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_headings_have_ids_and_are_returned(renderer: Renderer) -> None:
    html, headings = renderer.body("## One *step*\n\n### Two [@one]", 1)

    assert headings == (Heading(2, "one-step", "One step"), Heading(3, "two", "Two"))
    assert '<h2 id="one-step">One <em>step</em></h2>' in html


def test_heading_id_does_not_depend_on_other_headings(renderer: Renderer) -> None:
    _, alone = renderer.body("## Costs", 1)

    _, among = Renderer(FILE, SiteData(references=REFERENCES)).body(
        "## Before\n\ntext\n\n## Costs\n\n## After", 1
    )

    assert among[1] == alone[0]


def test_unknown_source_on_a_later_line_of_a_paragraph_has_its_line(renderer: Renderer) -> None:
    with pytest.raises(ContentError, match=r"page\.md, line 13: cites @unknown"):
        renderer.body("one\ntwo\nthree [@unknown]", 11)


@pytest.mark.parametrize("mark", ["[@One]", "[@o_ne]", "[@one, @one]", "[@one;]", "[@ one]"])
def test_malformed_citation_is_refused(renderer: Renderer, mark: str) -> None:
    with pytest.raises(ContentError, match=r"page\.md, line 11: write a citation as"):
        renderer.body(f"Text. {mark}", 11)


def test_heading_text_includes_code(renderer: Renderer) -> None:
    _, headings = renderer.body("## The `x` part", 1)

    assert headings[0].text == "The x part"


def test_heading_without_letters_is_refused(renderer: Renderer) -> None:
    with pytest.raises(ContentError, match="needs letters or digits"):
        renderer.body("## ???", 1)


def test_table_is_in_a_focusable_region(
    renderer: Renderer, find: Callable[..., list[dict[str, str]]]
) -> None:
    html, _ = renderer.body("before\n\n| a |\n| --- |\n| 1 |\n\nafter", 1)

    region, table = find(html, "div", "table")
    assert (region["tabindex"], region["role"], bool(region["aria-label"])) == ("0", "region", True)
    assert (table["inside"], region["text"].split()) == ("div", ["a", "1"])


def test_each_table_has_its_own_region(renderer: Renderer, find: Callable[..., list[dict[str, str]]]) -> None:
    html, _ = renderer.body("| a |\n| --- |\n| 1 |\n\nbetween\n\n| b |\n| --- |\n| 2 |", 1)

    assert [table["inside"] for table in find(html, "table")] == ["div", "div"]
    assert find(html, "p")[0]["inside"] == ""


@pytest.mark.parametrize(
    "raw", ["<script>alert(1)</script>", "a <b onclick=x>word</b>", "<style>*{}</style>"]
)
def test_raw_html_in_a_page_is_escaped(
    renderer: Renderer, find: Callable[..., list[dict[str, str]]], raw: str
) -> None:
    html, _ = renderer.body(raw, 1)

    assert [element["tag"] for element in find(html)] == ["p"]
    assert find(html, "p")[0]["text"].strip() == raw


def test_javascript_and_data_links_are_removed(
    renderer: Renderer, find: Callable[..., list[dict[str, str]]]
) -> None:
    html = renderer.line("[one](javascript:alert(1)) <javascript:alert(1)> [two](data:text/html,x)")

    assert find(html, "a") == []


@pytest.mark.parametrize("text", ["![Room](room.jpg)", "A ![Room](https://evil.test/a.png)"])
def test_picture_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ContentError, match="line 3: pages cannot contain pictures"):
        Renderer(Path("page.md"), SiteData()).body(f"one\n\n{text}", 1)


def test_cells_of_a_table_with_more_than_three_columns_name_their_column(renderer: Renderer) -> None:
    html, _ = renderer.body("| A | B & C | D | E |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |", 1)

    assert re.findall(r'<td data-label="([^"]*)">(\d)</td>', html) == [
        *(("A", "1"), ("B &amp; C", "2"), ("D", "3"), ("E", "4"))
    ]


def test_cells_of_a_small_table_have_no_label(renderer: Renderer) -> None:
    html, _ = renderer.body("| A | B | C |\n| --- | --- | --- |\n| 1 | 2 | 3 |", 1)

    assert "data-label" not in html
