"""The history of the pages, from changes.yaml and from their front matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content import changes, library
from content.errors import ContentError

Write = Callable[..., Path]


@pytest.fixture
def load(root: Path) -> Callable[[str], tuple[changes.Change, ...]]:
    """Return a function that loads the changes in a text and those of the pages in the folder."""

    def loaded(text: str = "") -> tuple[changes.Change, ...]:
        (root / "data" / "changes.yaml").write_text(text, encoding="utf-8")
        return changes.load(root / "data" / "changes.yaml", library.load(root).pages)

    return loaded


def test_changes_are_sorted_newest_first(write_page: Write, load: Callable) -> None:
    write_page(sources_checked="2026-03-04", reviewed="2026-05-06", reviewed_by="Dr. Example")

    found = load('- {date: 2026-04-01, page: first, what: "A new section."}')

    assert [(str(change.date), change.what) for change in found] == [
        ("2026-05-06", "Reviewed by Dr. Example."),
        ("2026-04-01", "A new section."),
        ("2026-03-04", "Sources checked."),
    ]


def test_page_without_dates_has_no_changes(write_page: Write, load: Callable) -> None:
    write_page()

    assert load("# nothing yet") == ()


def test_changes_file_is_optional(root: Path, write_page: Write) -> None:
    write_page(sources_checked="2026-03-04")

    assert len(changes.load(root / "none.yaml", library.load(root).pages)) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("- date: 2026-04-01\n  page: none\n  what: x", 2, "there is no page 'none'"),
        ("- date: soon\n  page: first\n  what: x", 1, "0.date: write a date like 2026-11-25"),
        (
            "- {date: 2026-04-01, page: first, what: x}\n- {date: 2026-04-01, page: first}",
            2,
            "1.what: is missing",
        ),
        ("- date: 2026-04-01\n  page: first\n  what: x\n  why: y", 4, "'0.why' is not a known key"),
        ("one: two", 1, "write a list"),
        ("- [", 1, "not valid YAML"),
    ],
)
def test_changes_error_names_file_and_line(
    root: Path, write_page: Write, load: Callable, text: str, line: int, what: str
) -> None:
    write_page()

    with pytest.raises(ContentError) as error:
        load(text)

    assert str(error.value).startswith(f"{root / 'data' / 'changes.yaml'}, line {line}: ")
    assert what in str(error.value)


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ({}, None),
        ({"sources_checked": "2026-03-04"}, dt.date(2026, 3, 4)),
        ({"reviewed": "2026-02-03", "reviewed_by": "Dr. Example"}, dt.date(2026, 2, 3)),
        (
            {"reviewed": "2026-02-03", "reviewed_by": "Dr. Example", "sources_checked": "2026-03-04"},
            dt.date(2026, 2, 3),
        ),
    ],
)
def test_latest_is_the_review_or_else_the_source_check(
    root: Path, write_page: Write, dates: dict[str, str], day: dt.date | None
) -> None:
    write_page(**dates)

    assert changes.latest(library.load(root).pages["first"]) == day


def test_latest_includes_later_changes(
    write_page: Write, load: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_page(sources_checked="2026-03-04")
    found = load('- {date: 2026-04-01, page: first, what: "A new section."}')
    monkeypatch.setattr(changes, "changes", lambda: found)

    assert changes.latest(found[0].page) == dt.date(2026, 4, 1)
