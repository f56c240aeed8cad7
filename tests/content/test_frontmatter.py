"""The head of a page file is whole and known, or the page is refused with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content.faults import ContentError
from content.frontmatter import read_head


def test_a_complete_head_is_read(write_page: Callable[..., Path]) -> None:
    path = write_page(title="Sleep", next_review="2031-02-03", show_faq="true", related="[other]")

    head, _, _ = read_head(path)

    assert (head.title, head.next_review, head.show_faq, head.related) == (
        "Sleep",
        dt.date(2031, 2, 3),
        True,
        ("other",),
    )


def test_a_page_is_unreviewed_and_bare_unless_its_head_says_otherwise(
    write_page: Callable[..., Path],
) -> None:
    path = write_page()

    head, _, _ = read_head(path)

    assert (head.reviewed, head.status, head.show_faq, head.show_callback, head.references) == (
        None,
        None,
        False,
        False,
        (),
    )


def test_the_body_comes_with_the_line_it_begins_on(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("\n\n## First\n\ntext\n\n## First again\n\n---\n\ntext")

    _, body, line = read_head(path)

    assert (body.splitlines()[0], line) == ("## First", line_with(path, "## First"))


def test_a_body_that_repeats_words_of_the_head_begins_where_it_stands(
    write_page: Callable[..., Path],
) -> None:
    path = write_page("A summary")

    _, body, line = read_head(path)

    assert (body, line) == ("A summary", len(path.read_text(encoding="utf-8").splitlines()))


def test_a_page_with_an_unknown_key_is_refused_with_file_and_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(titel="Sleep")

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    line = line_with(path, "titel:")
    assert str(refusal.value) == (
        f"{path}, line {line}: 'titel' is not a known key; remove it or mend its spelling"
    )


def test_an_unknown_key_in_the_status_box_is_named_with_the_line_of_the_box(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(status="{fda: f, guideline: g, certainty: low, risks: r, cost: high}")

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    assert f"line {line_with(path, 'status:')}: 'status.cost'" in str(refusal.value)


@pytest.mark.parametrize("key", ["title", "summary", "description", "section", "next_review"])
def test_a_page_without_a_needed_key_is_refused_and_the_key_named(
    write_page: Callable[..., Path], key: str
) -> None:
    path = write_page(**{key: None})

    with pytest.raises(ContentError, match=f"first.md, line 1: {key}: is missing"):
        read_head(path)


@pytest.mark.parametrize("key", ["title", "summary", "description", "section"])
def test_an_empty_text_is_refused(write_page: Callable[..., Path], key: str) -> None:
    path = write_page(**{key: '"  "'})

    with pytest.raises(ContentError, match=f"{key}: is empty"):
        read_head(path)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01"])
def test_a_day_of_no_calendar_without_quotation_marks_is_refused(
    write_page: Callable[..., Path], day: str
) -> None:
    path = write_page(next_review=day)

    with pytest.raises(ContentError, match=f"there is no day {day}"):
        read_head(path)


@pytest.mark.parametrize("key", ["sources_checked", "reviewed", "next_review"])
def test_a_day_that_does_not_exist_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], key: str
) -> None:
    path = write_page(**{key: '"2026-02-30"'})

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    assert f"line {line_with(path, f'{key}:')}: {key}: write a day like 2026-11-25" in str(refusal.value)


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("summary", 300), ("description", 160)])
def test_a_text_may_be_as_long_as_its_limit(write_page: Callable[..., Path], key: str, longest: int) -> None:
    path = write_page(**{key: "x" * longest})

    head, _, _ = read_head(path)

    assert len(getattr(head, key)) == longest


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("summary", 300), ("description", 160)])
def test_a_text_over_its_limit_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], key: str, longest: int
) -> None:
    path = write_page(**{key: "x" * (longest + 1)})

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    line = line_with(path, f"{key}:")
    assert f"line {line}: {key}: has more than {longest}" in str(refusal.value)


@pytest.mark.parametrize("half", [{"reviewed": "2026-01-02"}, {"reviewed_by": "Dr. Example"}])
def test_a_review_needs_both_a_day_and_a_name(write_page: Callable[..., Path], half: dict[str, str]) -> None:
    path = write_page(**half)

    with pytest.raises(ContentError, match="give both reviewed and reviewed_by, or neither"):
        read_head(path)


def test_a_certainty_that_guidelines_do_not_know_is_refused(write_page: Callable[..., Path]) -> None:
    path = write_page(status="{fda: f, guideline: g, certainty: proven, risks: r}")

    with pytest.raises(ContentError, match=r"status\.certainty: write one of: 'high', 'moderate'"):
        read_head(path)


@pytest.mark.parametrize("part", ["fda", "guideline", "risks"])
def test_a_status_box_cannot_leave_out_what_speaks_against(
    write_page: Callable[..., Path], part: str
) -> None:
    parts = {"fda": "f", "guideline": "g", "certainty": "low", "risks": "r"} | {part: '""'}
    path = write_page(status="{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}")

    with pytest.raises(ContentError, match=rf"status\.{part}: is empty"):
        read_head(path)


def test_a_fault_in_a_list_is_told_with_the_line_of_its_entry(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(key_takeaways="\n  - Fine.\n  - Ask: it helps.")

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    what = "key_takeaways.1: write words here, between quotation marks when they hold a colon"
    assert str(refusal.value) == f"{path}, line {line_with(path, 'Ask: ')}: {what}"


@pytest.mark.parametrize(
    ("value", "mend"),
    [
        ("Sleep: a guide", "put quotation marks around a value that holds a colon"),
        ("*Sleep*", "put quotation marks around a value that begins with"),
        ("[988] and sleep", "a quotation mark has no partner"),
        ('"Sleep', "a quotation mark has no partner"),
        ("\n\t- Sleep", "indent with spaces, not with a tab"),
        ("\n  - @one", "list a source without its @"),
    ],
)
def test_what_yaml_cannot_read_is_told_in_plain_words(
    write_page: Callable[..., Path], value: str, mend: str
) -> None:
    path = write_page(title=value)

    with pytest.raises(ContentError, match=r"not valid YAML: ") as refusal:
        read_head(path)

    assert mend in str(refusal.value)


def test_a_file_without_front_matter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("## Only text\n", encoding="utf-8")

    with pytest.raises(ContentError, match=r"bare\.md, line 1: begins with no front matter"):
        read_head(path)


def test_front_matter_that_is_not_yaml_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(summary="one: two")

    with pytest.raises(ContentError) as refusal:
        read_head(path)

    assert str(refusal.value).startswith(f"{path}, line {line_with(path, 'one: two')}: not valid YAML")


def test_a_key_that_stands_twice_is_refused(write_page: Callable[..., Path]) -> None:
    path = write_page(summary="one\nsummary: two")

    with pytest.raises(ContentError, match="summary stands twice"):
        read_head(path)


def test_a_page_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes("one: é".encode("latin-1"))

    with pytest.raises(ContentError, match="not in UTF-8"):
        read_head(path)


FACTS = {"name": "Example <b>Clinic</b>", "town": "Freehold", "phone": ""}


@pytest.mark.parametrize("form", ["{{town}}", "{{ town }}"])
def test_a_fact_about_the_clinic_stands_where_the_text_names_it(
    write_page: Callable[..., Path], form: str
) -> None:
    head, body, _ = read_head(write_page(f"We are in {form}.", title=f'"Care in {form}"'), FACTS)

    assert (head.title, body.strip()) == ("Care in Freehold", "We are in Freehold.")


@pytest.mark.parametrize("name", ["city", "phone"])
def test_a_fact_that_is_unknown_or_empty_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], name: str
) -> None:
    path = write_page("text in {{town}}\n\ntext in {{" + name + "}}")

    with pytest.raises(ContentError) as refusal:
        read_head(path, FACTS)

    line = line_with(path, "{{" + name)
    assert str(refusal.value) == f"{path}, line {line}: {{{{{name}}}}} is unknown or empty in the clinic file"


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("description", 160)])
def test_a_text_is_measured_with_the_facts_it_names(
    write_page: Callable[..., Path], key: str, longest: int
) -> None:
    path = write_page(**{key: '"' + "x" * (longest - 7) + '{{town}}"'})

    with pytest.raises(ContentError, match=f"{key}: has more than {longest}"):
        read_head(path, FACTS)
