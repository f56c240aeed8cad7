"""All pages together: they agree with their folders, with each other and with the register."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.faults import ContentError

Write = Callable[..., Path]


def test_a_section_that_is_not_its_folder_is_refused(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(folder="care", section="help")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert (
        str(refusal.value)
        == f"{path}, line {line_with(path, 'section:')}: section is 'help' in a folder named 'care'"
    )


def test_two_pages_of_one_name_are_refused_and_both_files_named(root: Path, write_page: Write) -> None:
    first, second = write_page(folder="care"), write_page(folder="help")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value) == f"{second}, line 1: the name 'first' is taken by {first}"


def test_a_related_page_that_is_not_there_is_refused(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(related="[second, gone]")
    write_page(slug="second")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value) == f"{path}, line {line_with(path, 'related:')}: there is no page 'gone'"


def test_related_pages_come_in_the_order_of_the_head(root: Path, write_page: Write) -> None:
    write_page(related="[third, second]")
    write_page(slug="second")
    write_page(slug="third")

    shelf = library.load(root)

    assert [page.slug for page in shelf.related(shelf.pages["first"])] == ["third", "second"]


def test_a_page_may_be_related_to_one_that_is_read_later(root: Path, write_page: Write) -> None:
    write_page(slug="a", related="[z]")
    write_page(slug="z", related="[a]")

    shelf = library.load(root)

    assert sorted(shelf.pages) == ["a", "z"]


def test_an_unknown_source_deep_in_a_page_is_refused_with_its_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("## One\n\ntext\n\n### Two\n\n" + "more\n\n" * 40 + "At last. [@nobody]\n\nend")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    line = line_with(path, "@nobody")
    assert str(refusal.value) == f"{path}, line {line}: cites @nobody, which is not in references.yaml"


@pytest.mark.parametrize(
    "head",
    [
        {"summary": '"Text. [@nobody]"'},
        {"key_takeaways": '["Text. [@nobody]"]'},
        {"status": '{fda: "x [@nobody]", guideline: g, certainty: low, risks: r}'},
    ],
    ids=["summary", "takeaway", "status"],
)
def test_an_unknown_source_in_the_head_is_refused(
    root: Path, write_page: Write, head: dict[str, str]
) -> None:
    write_page(**head)

    with pytest.raises(ContentError, match=r"first\.md, line \d+: cites @nobody"):
        library.load(root)


def test_a_heading_that_skips_a_level_is_refused_with_its_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("## One\n\ntext\n\n#### Three")

    with pytest.raises(ContentError, match=rf"first\.md, line {line_with(path, '####')}: a heading"):
        library.load(root)


def test_a_source_cited_but_not_listed_is_refused(
    root: Path, write_page: Write, write_register: Write
) -> None:
    write_register("one", "two")
    path = write_page("Text. [@one] [@two]", references="[one]")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value).endswith("the text cites two; add it to references in the head")
    assert str(path) in str(refusal.value)


def test_a_source_listed_but_not_cited_is_refused(
    root: Path, write_page: Write, write_register: Write
) -> None:
    write_register("one", "two")
    write_page("Text. [@one]", references="[one, two]")

    with pytest.raises(
        ContentError, match="the text does not cite two; cite it, or take it out of references"
    ):
        library.load(root)


def test_a_source_that_no_page_cites_is_refused(root: Path, write_page: Write, write_register: Write) -> None:
    register = write_register("one", "two", "three")
    write_page("Text. [@two]", references="[two]")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value) == f"{register}, line 1: no page cites one, three"


def test_a_claim_that_no_page_marks_is_refused(
    root: Path, write_page: Write, write_register: Write, write_data: Write
) -> None:
    write_register("one")
    claim = "{text: It helps., references: [one], certainty: low, date: 2026-11-25}"
    ledger = write_data("claims.yaml", f"a-marked: {claim}\nb-forgotten: {claim}\n")
    write_page("It helps. [@one] [!a-marked]", references="[one]")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value) == f"{ledger}, line 2: no page marks the claim b-forgotten"


def test_numbers_run_down_the_page_from_summary_to_body(
    root: Path, write_page: Write, write_register: Write
) -> None:
    write_register("a", "b", "c", "d")
    write_page(
        "Body. [@a] [@d]",
        summary='"Text. [@d]"',
        status='{fda: "x [@c]", guideline: g, certainty: low, risks: r}',
        key_takeaways='["Text. [@b]"]',
        references="[a, b, c, d]",
    )

    page = library.load(root).pages["first"]

    assert [name for name, _ in page.references] == ["d", "c", "b", "a"]
    assert re.findall(r">(\d+)</a>", page.body) == ["4", "1"]


def test_each_page_numbers_its_own_citations(root: Path, write_page: Write, write_register: Write) -> None:
    write_register("one", "two")
    write_page("Text. [@one]", references="[one]")
    write_page("Text. [@two]", slug="second", references="[two]")

    shelf = library.load(root)

    assert ">1</a>" in shelf.pages["first"].body
    assert ">1</a>" in shelf.pages["second"].body


def test_raw_html_in_the_head_stays_text(root: Path, write_page: Write) -> None:
    write_page(summary='"<script>alert(1)</script>"')

    page = library.load(root).pages["first"]

    assert page.summary == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_a_page_names_the_clinic_of_this_process(root: Path, write_page: Write) -> None:
    write_page(
        "## {{name}}\n\nIn {{town}}.",
        title='"{{name}}"',
        summary='"In {{town}}"',
        description='"{{name}} in {{town}}"',
    )

    page = library.load(root).pages["first"]

    assert (page.head.title, page.head.description) == ("Example Clinic", "Example Clinic in Freehold")
    assert (page.summary, page.headings[0].text) == ("In Freehold", "Example Clinic")


def test_the_home_page_lives_at_the_root_and_others_at_their_name(root: Path, write_page: Write) -> None:
    write_page(slug="home", folder="home")
    write_page(slug="sleep")

    shelf = library.load(root)

    assert {slug: page.path for slug, page in shelf.pages.items()} == {"home": "/", "sleep": "/sleep/"}


def test_the_contents_list_holds_only_headings_of_level_two(root: Path, write_page: Write) -> None:
    write_page("## One\n\n### Deeper\n\n## Two")

    page = library.load(root).pages["first"]

    assert [heading.text for heading in page.contents] == ["One", "Two"]


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (90, 1), (390, 2), (1000, 5)])
def test_the_time_to_read_counts_two_hundred_words_a_minute(
    root: Path, write_page: Write, words: int, minutes: int
) -> None:
    write_page("word " * words)

    page = library.load(root).pages["first"]

    assert page.minutes == minutes


def test_files_outside_language_and_section_are_no_pages(root: Path, write_page: Write) -> None:
    write_page()
    (root / "pages" / "notes.md").write_text("not a page", encoding="utf-8")

    shelf = library.load(root)

    assert list(shelf.pages) == ["first"]


def test_the_pages_of_this_release_can_be_read() -> None:
    shelf = library.load()

    assert {page.path for page in shelf.pages.values()} >= {"/", "/crisis/", "/ptsd-medication-alternatives/"}


def test_no_citation_mark_of_this_release_was_left_as_text() -> None:
    pages = library.library().pages.values()

    assert [page.slug for page in pages if "[@" in f"{page.body}{page.summary}{page.key_takeaways}"] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("summary", '"T [@nobody]"'),
        ("key_takeaways", '["T [@nobody]"]'),
        ("related", "[gone]"),
        ("references", "[gone]"),
    ],
)
def test_a_fault_in_the_head_names_the_line_of_its_key(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], key: str, value: str
) -> None:
    path = write_page(**{key: value})

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert f"line {line_with(path, key + ':')}:" in str(refusal.value)
