"""The new_page command and its page template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content import library, skeleton
from content.lint import dates, links, metadata, reading, wording
from content.management.commands import new_page

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def begin(root: Path) -> Callable[..., Path]:
    def begun(section: str = "care", slug: str = "sleep", title: str = "Sleep") -> Path:
        return skeleton.new_page(root, library.load(root), section, slug, title, TODAY)

    return begun


@pytest.mark.parametrize("section", skeleton.SECTIONS)
def test_new_page_violates_only_the_placeholder_rule(
    begin: Callable[..., Path], root: Path, section: str
) -> None:
    begin(section)
    loaded = library.load(root)

    rules = {
        *(finding.rule for finding in links.findings(loaded, lambda path: False)),
        *(finding.rule for finding in metadata.findings(loaded)),
        *(finding.rule for finding in wording.findings(loaded)),
        *(finding.rule for finding in reading.findings(loaded, ())),
        *(finding.rule for finding in dates.findings(loaded, TODAY, root / "data" / "helplines.yaml")),
    }
    assert rules == {metadata.UNFINISHED}


def test_filled_in_page_passes(begin: Callable[..., Path], root: Path) -> None:
    path = begin()
    path.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "Filled in"), encoding="utf-8")

    assert list(metadata.findings(library.load(root))) == []


def test_title_may_contain_quotation_marks(begin: Callable[..., Path], root: Path) -> None:
    begin(title='What "off label" means: a guide')

    assert library.load(root).pages["sleep"].metadata.title == 'What "off label" means: a guide'


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"section": "cars"}, "choose a section: ptsd, ketamine"),
        ({"slug": "Sleep Well"}, "lowercase letters and digits"),
        ({"slug": "../x"}, "lowercase letters and digits"),
        ({"title": " "}, "at most 70 characters"),
        ({"title": "x" * 71}, "at most 70 characters"),
    ],
)
def test_invalid_page_is_refused_and_no_file_is_written(
    begin: Callable[..., Path], root: Path, wrong: dict[str, str], what: str
) -> None:
    with pytest.raises(skeleton.NewPageError, match=what):
        begin(**wrong)

    assert list(root.rglob("*.md")) == []


def test_used_slug_is_refused(begin: Callable[..., Path]) -> None:
    first = begin()
    before = first.read_text(encoding="utf-8")

    with pytest.raises(skeleton.NewPageError, match="is already used by"):
        begin("help")

    assert first.read_text(encoding="utf-8") == before


def test_command_prints_the_path_of_the_page(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new_page, "ROOT", root)

    call_command("new_page", "help", "sleep", "Sleep")

    assert capsys.readouterr().out.splitlines()[0] == str(root / "pages/en/help/sleep.md")


def test_command_reports_errors_in_one_sentence() -> None:
    with pytest.raises(
        CommandError,
        match=r"^No page was created: the name 'crisis' is already used by .*; choose another\.$",
    ):
        call_command("new_page", "help", "crisis", "Help")
