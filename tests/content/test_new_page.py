"""A new page lacks only what an editor must write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content import library, scaffold
from content.faults import Fault
from content.lint import dates, heads, links, reading, wording
from content.management.commands import new_page

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def begin(root: Path) -> Callable[..., Path]:
    def begun(section: str = "care", slug: str = "sleep", title: str = "Sleep") -> Path:
        return scaffold.new_page(root, library.load(root), section, slug, title, TODAY)

    return begun


@pytest.mark.parametrize("section", scaffold.SECTIONS)
def test_a_new_page_passes_all_rules_but_that_it_is_unfinished(
    begin: Callable[..., Path], root: Path, section: str
) -> None:
    begin(section)
    shelf = library.load(root)

    rules = {
        *(finding.rule for finding in links.findings(shelf, lambda path: False)),
        *(finding.rule for finding in heads.findings(shelf)),
        *(finding.rule for finding in wording.findings(shelf)),
        *(finding.rule for finding in reading.findings(shelf, ())),
        *(finding.rule for finding in dates.findings(shelf, TODAY, root / "helplines.yaml")),
    }
    assert rules == {heads.UNFINISHED}


def test_a_filled_in_page_passes(begin: Callable[..., Path], root: Path) -> None:
    path = begin()
    path.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "Filled in"), encoding="utf-8")

    assert list(heads.findings(library.load(root))) == []


def test_a_title_with_quotation_marks_is_kept(begin: Callable[..., Path], root: Path) -> None:
    begin(title='What "off label" means: a guide')

    assert library.load(root).pages["sleep"].head.title == 'What "off label" means: a guide'


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"section": "cars"}, "choose a section: ptsd, ketamine"),
        ({"slug": "Sleep Well"}, "small letters and digits"),
        ({"slug": "../x"}, "small letters and digits"),
        ({"title": " "}, "at most 70 characters"),
        ({"title": "x" * 71}, "at most 70 characters"),
    ],
)
def test_a_page_that_cannot_be_begun_is_refused_and_nothing_written(
    begin: Callable[..., Path], root: Path, wrong: dict[str, str], what: str
) -> None:
    with pytest.raises(Fault, match=what):
        begin(**wrong)

    assert list(root.rglob("*.md")) == []


def test_a_name_that_is_taken_is_refused(begin: Callable[..., Path]) -> None:
    first = begin()
    before = first.read_text(encoding="utf-8")

    with pytest.raises(Fault, match="is taken by"):
        begin("help")

    assert first.read_text(encoding="utf-8") == before


def test_the_command_says_where_the_page_is_and_what_comes_next(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new_page, "ROOT", root)

    call_command("new_page", "help", "sleep", "Sleep")

    assert capsys.readouterr().out.splitlines()[0] == str(root / "pages/en/help/sleep.md")


def test_the_command_refuses_in_one_sentence() -> None:
    with pytest.raises(
        CommandError, match=r"^No page was made: the name 'crisis' is taken by .*; choose another\.$"
    ):
        call_command("new_page", "help", "crisis", "Help")
