"""The front matter of a page is complete and valid, or the page is refused with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content.errors import ContentError
from content.markup.frontmatter import read_front_matter


def test_complete_front_matter_is_loaded(write_page: Callable[..., Path]) -> None:
    path = write_page(title="Sleep", next_review="2031-02-03", show_faq="true", related="[other]")

    metadata, _, _ = read_front_matter(path)

    assert (metadata.title, metadata.next_review, metadata.show_faq, metadata.related) == (
        "Sleep",
        dt.date(2031, 2, 3),
        True,
        ("other",),
    )


def test_optional_keys_have_defaults(
    write_page: Callable[..., Path],
) -> None:
    path = write_page()

    metadata, _, _ = read_front_matter(path)

    assert (
        metadata.reviewed,
        metadata.status,
        metadata.show_faq,
        metadata.show_callback,
        metadata.references,
    ) == (
        None,
        None,
        False,
        False,
        (),
    )


def test_body_has_its_line_number(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("\n\n## First\n\ntext\n\n## First again\n\n---\n\ntext")

    _, body, line = read_front_matter(path)

    assert (body.splitlines()[0], line) == ("## First", line_with(path, "## First"))


def test_body_that_repeats_the_summary_has_its_own_line_number(
    write_page: Callable[..., Path],
) -> None:
    path = write_page("A summary")

    _, body, line = read_front_matter(path)

    assert (body, line) == ("A summary", len(path.read_text(encoding="utf-8").splitlines()))


def test_unknown_key_is_refused_with_file_and_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(titel="Sleep")

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    line = line_with(path, "titel:")
    assert str(error.value) == (
        f"{path}, line {line}: 'titel' is not a known key; remove it or fix its spelling"
    )


def test_unknown_key_in_the_status_box_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(status="{fda: f, guideline: g, certainty: low, risks: r, cost: high}")

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    assert f"line {line_with(path, 'status:')}: 'status.cost'" in str(error.value)


@pytest.mark.parametrize("key", ["title", "summary", "description", "section", "next_review"])
def test_missing_key_of_a_page_is_refused(write_page: Callable[..., Path], key: str) -> None:
    path = write_page(**{key: None})

    with pytest.raises(ContentError, match=f"first.md, line 1: {key}: is missing"):
        read_front_matter(path)


@pytest.mark.parametrize("key", ["title", "summary", "description", "section"])
def test_empty_text_is_refused(write_page: Callable[..., Path], key: str) -> None:
    path = write_page(**{key: '"  "'})

    with pytest.raises(ContentError, match=f"{key}: is empty"):
        read_front_matter(path)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01"])
def test_unquoted_invalid_date_is_refused(write_page: Callable[..., Path], day: str) -> None:
    path = write_page(next_review=day)

    with pytest.raises(ContentError, match=f"no such date: {day}"):
        read_front_matter(path)


@pytest.mark.parametrize("key", ["sources_checked", "reviewed", "next_review"])
def test_invalid_date_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], key: str
) -> None:
    path = write_page(**{key: '"2026-02-30"'})

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    assert f"line {line_with(path, f'{key}:')}: {key}: write a date like 2026-11-25" in str(error.value)


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("summary", 300), ("description", 160)])
def test_text_may_be_as_long_as_its_limit(write_page: Callable[..., Path], key: str, longest: int) -> None:
    path = write_page(**{key: "x" * longest})

    metadata, _, _ = read_front_matter(path)

    assert len(getattr(metadata, key)) == longest


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("summary", 300), ("description", 160)])
def test_text_over_its_limit_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], key: str, longest: int
) -> None:
    path = write_page(**{key: "x" * (longest + 1)})

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    line = line_with(path, f"{key}:")
    assert f"line {line}: {key}: has more than {longest}" in str(error.value)


@pytest.mark.parametrize("half", [{"reviewed": "2026-01-02"}, {"reviewed_by": "Dr. Example"}])
def test_review_requires_a_date_and_a_name(write_page: Callable[..., Path], half: dict[str, str]) -> None:
    path = write_page(**half)

    with pytest.raises(ContentError, match="give both reviewed and reviewed_by, or neither"):
        read_front_matter(path)


def test_unknown_certainty_is_refused(write_page: Callable[..., Path]) -> None:
    path = write_page(status="{fda: f, guideline: g, certainty: proven, risks: r}")

    with pytest.raises(ContentError, match=r"status\.certainty: write one of: 'high', 'moderate'"):
        read_front_matter(path)


@pytest.mark.parametrize("part", ["fda", "guideline", "risks"])
def test_status_box_requires_all_of_its_texts(write_page: Callable[..., Path], part: str) -> None:
    parts = {"fda": "f", "guideline": "g", "certainty": "low", "risks": "r"} | {part: '""'}
    path = write_page(status="{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}")

    with pytest.raises(ContentError, match=rf"status\.{part}: is empty"):
        read_front_matter(path)


def test_error_in_a_list_has_the_line_of_its_entry(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(key_takeaways="\n  - Fine.\n  - Ask: it helps.")

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    what = "key_takeaways.1: write text here, in quotation marks if it contains a colon"
    assert str(error.value) == f"{path}, line {line_with(path, 'Ask: ')}: {what}"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("Sleep: a guide", "put quotation marks around a value that contains a colon"),
        ("*Sleep*", "put quotation marks around a value that begins with"),
        ("[988] and sleep", "a quotation mark is not closed"),
        ('"Sleep', "a quotation mark is not closed"),
        ("\n\t- Sleep", "indent with spaces, not with a tab"),
        ("\n  - @one", "list a source without its @"),
    ],
)
def test_yaml_errors_are_explained(write_page: Callable[..., Path], value: str, hint: str) -> None:
    path = write_page(title=value)

    with pytest.raises(ContentError, match=r"not valid YAML: ") as error:
        read_front_matter(path)

    assert hint in str(error.value)


def test_file_without_front_matter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("## Only text\n", encoding="utf-8")

    with pytest.raises(ContentError, match=r"bare\.md, line 1: does not begin with front matter"):
        read_front_matter(path)


def test_invalid_yaml_in_the_front_matter_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page(summary="one: two")

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    assert str(error.value).startswith(f"{path}, line {line_with(path, 'one: two')}: not valid YAML")


def test_duplicate_key_is_refused(write_page: Callable[..., Path]) -> None:
    path = write_page(summary="one\nsummary: two")

    with pytest.raises(ContentError, match="summary is defined twice"):
        read_front_matter(path)


def test_page_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes("one: é".encode("latin-1"))

    with pytest.raises(ContentError, match="not in UTF-8"):
        read_front_matter(path)


FACTS = {"name": "Example <b>Clinic</b>", "town": "Freehold", "phone": ""}


@pytest.mark.parametrize("form", ["{{town}}", "{{ town }}"])
def test_facts_about_the_clinic_are_substituted(write_page: Callable[..., Path], form: str) -> None:
    metadata, body, _ = read_front_matter(write_page(f"We are in {form}.", title=f'"Care in {form}"'), FACTS)

    assert (metadata.title, body.strip()) == ("Care in Freehold", "We are in Freehold.")


@pytest.mark.parametrize("name", ["city", "phone"])
def test_unknown_or_empty_fact_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], name: str
) -> None:
    path = write_page("text in {{town}}\n\ntext in {{" + name + "}}")

    with pytest.raises(ContentError) as error:
        read_front_matter(path, FACTS)

    line = line_with(path, "{{" + name)
    assert str(error.value) == f"{path}, line {line}: {{{{{name}}}}} is unknown or empty in the clinic file"


@pytest.mark.parametrize(("key", "longest"), [("title", 70), ("description", 160)])
def test_length_limits_apply_after_substitution(
    write_page: Callable[..., Path], key: str, longest: int
) -> None:
    path = write_page(**{key: '"' + "x" * (longest - 7) + '{{town}}"'})

    with pytest.raises(ContentError, match=f"{key}: has more than {longest}"):
        read_front_matter(path, FACTS)
