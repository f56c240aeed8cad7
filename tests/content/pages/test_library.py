"""Loading of all pages: consistency with their folders, with each other, and with the data files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.errors import ContentError

Write = Callable[..., Path]


def test_section_that_differs_from_the_folder_is_refused(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(folder="care", section="help")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert (
        str(error.value)
        == f"{path}, line {line_with(path, 'section:')}: section is 'help' in a folder named 'care'"
    )


def test_duplicate_slug_is_refused_with_both_files(root: Path, write_page: Write) -> None:
    first, second = write_page(folder="care"), write_page(folder="help")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value) == f"{second}, line 1: the name 'first' is already used by {first}"


def test_unknown_related_page_is_refused(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(related="[second, gone]")
    write_page(slug="second")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value) == f"{path}, line {line_with(path, 'related:')}: there is no page 'gone'"


def test_related_pages_keep_the_order_of_the_front_matter(root: Path, write_page: Write) -> None:
    write_page(related="[third, second]")
    write_page(slug="second")
    write_page(slug="third")

    loaded = library.load(root)

    assert [page.slug for page in loaded.related(loaded.pages["first"])] == ["third", "second"]


def test_page_may_be_related_to_one_that_is_loaded_later(root: Path, write_page: Write) -> None:
    write_page(slug="a", related="[z]")
    write_page(slug="z", related="[a]")

    loaded = library.load(root)

    assert sorted(loaded.pages) == ["a", "z"]


def test_unknown_source_deep_in_a_page_is_refused_with_its_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("## One\n\ntext\n\n### Two\n\n" + "more\n\n" * 40 + "At last. [@unknown]\n\nend")

    with pytest.raises(ContentError) as error:
        library.load(root)

    line = line_with(path, "@unknown")
    assert str(error.value) == f"{path}, line {line}: cites @unknown, which is not in references.yaml"


@pytest.mark.parametrize(
    "metadata",
    [
        {"summary": '"Text. [@unknown]"'},
        {"key_takeaways": '["Text. [@unknown]"]'},
        {"status": '{fda: "x [@unknown]", guideline: g, certainty: low, risks: r}'},
    ],
    ids=["summary", "takeaway", "status"],
)
def test_unknown_source_in_the_front_matter_is_refused(
    root: Path, write_page: Write, metadata: dict[str, str]
) -> None:
    write_page(**metadata)

    with pytest.raises(ContentError, match=r"first\.md, line \d+: cites @unknown"):
        library.load(root)


def test_heading_that_skips_a_level_is_refused_with_its_line(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("## One\n\ntext\n\n#### Three")

    with pytest.raises(ContentError, match=rf"first\.md, line {line_with(path, '####')}: a heading"):
        library.load(root)


def test_cited_source_that_is_not_listed_is_refused(
    root: Path, write_page: Write, write_references: Write
) -> None:
    write_references("one", "two")
    path = write_page("Text. [@one] [@two]", references="[one]")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value).endswith("the text cites two; add it to references in the front matter")
    assert str(path) in str(error.value)


def test_listed_source_that_is_not_cited_is_refused(
    root: Path, write_page: Write, write_references: Write
) -> None:
    write_references("one", "two")
    write_page("Text. [@one]", references="[one, two]")

    with pytest.raises(
        ContentError, match="the text does not cite two; cite it, or remove it from references"
    ):
        library.load(root)


def test_source_that_no_page_cites_is_refused(root: Path, write_page: Write, write_references: Write) -> None:
    references = write_references("one", "two", "three")
    write_page("Text. [@two]", references="[two]")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value) == f"{references}, line 1: no page cites one, three"


def test_claim_that_no_page_makes_is_refused(
    root: Path, write_page: Write, write_references: Write, write_data: Write
) -> None:
    write_references("one")
    claim = "{text: It helps., references: [one], certainty: low, date: 2026-11-25}"
    claims = write_data("claims.yaml", f"a-marked: {claim}\nb-forgotten: {claim}\n")
    write_page("It helps. [@one] [!a-marked]", references="[one]")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value) == f"{claims}, line 2: no page marks the claim b-forgotten"


def test_citations_are_numbered_from_summary_to_body(
    root: Path, write_page: Write, write_references: Write
) -> None:
    write_references("a", "b", "c", "d")
    write_page(
        "Body. [@a] [@d]",
        summary='"Text. [@d]"',
        status='{fda: "x [@c]", guideline: g, certainty: low, risks: r}',
        key_takeaways='["Text. [@b]"]',
        references="[a, b, c, d]",
    )

    page = library.load(root).pages["first"]

    assert [name for name, _ in page.references] == ["d", "c", "b", "a"]
    assert re.findall(r">([^<]+)</a>", page.body) == ["1, 4"]


def test_each_page_numbers_its_own_citations(root: Path, write_page: Write, write_references: Write) -> None:
    write_references("one", "two")
    write_page("Text. [@one]", references="[one]")
    write_page("Text. [@two]", slug="second", references="[two]")

    loaded = library.load(root)

    assert ">1</a>" in loaded.pages["first"].body
    assert ">1</a>" in loaded.pages["second"].body


def test_raw_html_in_the_front_matter_is_escaped(root: Path, write_page: Write) -> None:
    write_page(summary='"<script>alert(1)</script>"')

    page = library.load(root).pages["first"]

    assert page.summary == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_home_page_is_at_the_root_and_others_at_their_slug(root: Path, write_page: Write) -> None:
    write_page(slug="home", folder="home")
    write_page(slug="sleep")

    loaded = library.load(root)

    assert {slug: page.path for slug, page in loaded.pages.items()} == {"home": "/", "sleep": "/sleep/"}


def test_contents_list_has_only_level_two_headings(root: Path, write_page: Write) -> None:
    write_page("## One\n\n### Deeper\n\n## Two")

    page = library.load(root).pages["first"]

    assert [heading.text for heading in page.contents] == ["One", "Two"]


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (90, 1), (390, 2), (1000, 5)])
def test_reading_time_assumes_two_hundred_words_per_minute(
    root: Path, write_page: Write, words: int, minutes: int
) -> None:
    write_page("word " * words)

    page = library.load(root).pages["first"]

    assert page.minutes == minutes


def test_files_outside_of_section_folders_are_ignored(root: Path, write_page: Write) -> None:
    write_page()
    (root / "pages" / "notes.md").write_text("not a page", encoding="utf-8")

    loaded = library.load(root)

    assert list(loaded.pages) == ["first"]


def test_shipped_pages_load() -> None:
    loaded = library.load()

    assert {page.path for page in loaded.pages.values()} >= {
        "/",
        "/crisis/",
        "/ptsd-medication-alternatives/",
    }


def test_shipped_pages_contain_no_unparsed_citations() -> None:
    pages = library.library().pages.values()

    assert [page.slug for page in pages if "[@" in f"{page.body}{page.summary}{page.key_takeaways}"] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("summary", '"T [@unknown]"'),
        ("key_takeaways", '["T [@unknown]"]'),
        ("related", "[gone]"),
        ("references", "[gone]"),
    ],
)
def test_error_in_the_front_matter_has_the_line_of_its_key(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], key: str, value: str
) -> None:
    path = write_page(**{key: value})

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert f"line {line_with(path, key + ':')}:" in str(error.value)
