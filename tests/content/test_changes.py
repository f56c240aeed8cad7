"""What changed on the pages, from a file and from what the pages tell of themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content import changes, library
from content.faults import ContentError

Write = Callable[..., Path]


@pytest.fixture
def load(root: Path) -> Callable[[str], tuple[changes.Change, ...]]:
    """Return a loader of the changes told by a text, beside those of the pages written so far."""

    def loaded(text: str = "") -> tuple[changes.Change, ...]:
        (root / "changes.yaml").write_text(text, encoding="utf-8")
        return changes.load(root / "changes.yaml", library.load(root).pages)

    return loaded


def test_changes_come_newest_first(write_page: Write, load: Callable) -> None:
    write_page(sources_checked="2026-03-04", reviewed="2026-05-06", reviewed_by="Dr. Example")

    found = load('- {date: 2026-04-01, page: first, what: "A new section."}')

    assert [(str(change.date), change.what) for change in found] == [
        ("2026-05-06", "Reviewed by Dr. Example."),
        ("2026-04-01", "A new section."),
        ("2026-03-04", "Sources checked."),
    ]


def test_a_page_that_tells_nothing_of_itself_has_no_change(write_page: Write, load: Callable) -> None:
    write_page()

    assert load("# nothing yet") == ()


def test_without_a_file_there_are_the_changes_of_the_pages(root: Path, write_page: Write) -> None:
    write_page(sources_checked="2026-03-04")

    assert len(changes.load(root / "none.yaml", library.load(root).pages)) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("- date: 2026-04-01\n  page: none\n  what: x", 2, "there is no page 'none'"),
        ("- date: soon\n  page: first\n  what: x", 1, "0.date: write a day like 2026-11-25"),
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
def test_a_fault_is_told_with_file_and_line(
    root: Path, write_page: Write, load: Callable, text: str, line: int, what: str
) -> None:
    write_page()

    with pytest.raises(ContentError) as refusal:
        load(text)

    assert str(refusal.value).startswith(f"{root / 'changes.yaml'}, line {line}: ")
    assert what in str(refusal.value)


def test_a_later_change_dates_a_page(
    write_page: Write, load: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_page(sources_checked="2026-03-04")
    found = load('- {date: 2026-04-01, page: first, what: "A new section."}')
    monkeypatch.setattr(changes, "changes", lambda: found)

    assert changes.latest(found[0].page) == dt.date(2026, 4, 1)
