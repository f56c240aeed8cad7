"""The front matter of a page is complete and valid, or the page is refused with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content.errors import ContentError
from content.markup.frontmatter import read_front_matter

LONGEST = {"title": 70, "summary": 300, "description": 160}


def _status(**changes: str) -> str:
    parts = {"fda": "f", "guideline": "g", "certainty": "low", "risks": "r"} | changes
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}"


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


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        *(
            ({key: None}, f"line 1: {key}: is missing")
            for key in ("title", "summary", "description", "section", "next_review")
        ),
        *(({key: '"  "'}, f"{key}: is empty") for key in ("title", "summary", "description", "section")),
        *(({"next_review": day}, f"no such date: {day}") for day in ("2026-02-30", "2026-13-01")),
        ({"reviewed": "2026-01-02"}, "give both reviewed and reviewed_by, or neither"),
        ({"reviewed_by": "Dr. Example"}, "give both reviewed and reviewed_by, or neither"),
        ({"status": _status(certainty="proven")}, "status.certainty: write one of: 'high', 'moderate'"),
        *(
            ({"status": _status(**{part: '""'})}, f"status.{part}: is empty")
            for part in ("fda", "guideline", "risks")
        ),
        ({"summary": "one\nsummary: two"}, "summary is defined twice"),
    ],
)
def test_invalid_front_matter_is_refused(
    write_page: Callable[..., Path], changes: dict[str, str | None], what: str
) -> None:
    path = write_page(**changes)

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    assert what in str(error.value)


@pytest.mark.parametrize(
    ("changes", "at", "what"),
    [
        ({"titel": "Sleep"}, "titel:", "'titel' is not a known key; remove it or fix its spelling"),
        ({"status": _status(cost="high")}, "status:", "'status.cost'"),
        *(
            ({key: '"2026-02-30"'}, f"{key}:", f"{key}: write a date like 2026-11-25")
            for key in ("sources_checked", "reviewed", "next_review")
        ),
        *(
            ({key: "x" * (longest + 1)}, f"{key}:", f"{key}: has more than {longest}")
            for key, longest in LONGEST.items()
        ),
        (
            {"key_takeaways": "\n  - Fine.\n  - Ask: it helps."},
            "Ask: ",
            "key_takeaways.1: write text here, in quotation marks if it contains a colon",
        ),
        ({"summary": "one: two"}, "one: two", "not valid YAML"),
    ],
)
def test_error_in_the_front_matter_has_the_file_and_the_line(
    write_page: Callable[..., Path],
    line_with: Callable[[Path, str], int],
    changes: dict[str, str],
    at: str,
    what: str,
) -> None:
    path = write_page(**changes)

    with pytest.raises(ContentError) as error:
        read_front_matter(path)

    assert str(error.value).startswith(f"{path}, line {line_with(path, at)}: {what}")


@pytest.mark.parametrize(("key", "longest"), LONGEST.items())
def test_text_may_be_as_long_as_its_limit(write_page: Callable[..., Path], key: str, longest: int) -> None:
    path = write_page(**{key: "x" * longest})

    metadata, _, _ = read_front_matter(path)

    assert len(getattr(metadata, key)) == longest


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
