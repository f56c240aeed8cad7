"""The pages command."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from content.library import in_all_languages, library
from content.lint import metadata, reading


def test_command_lists_every_page_with_words_level_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("pages", skip_checks=False)

    header, *rows, end = capsys.readouterr().out.splitlines()
    listed = {row.split()[0]: row.split()[1:] for row in rows}
    assert header.split() == ["page", "words", "level", "sources"]
    assert set(listed) == {page.path for page in in_all_languages()}
    assert listed["/crisis/"][2] == str(len(library().pages["crisis"].references))
    assert all(int(words) > 0 and float(level) < 100 for words, level, _ in listed.values())
    assert end == f"{len(rows)} pages checked, no errors."


def test_hard_page_is_a_warning_and_the_list_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "_HIGHEST_GRADE", -5.0)

    call_command("pages", skip_checks=False)

    printed = capsys.readouterr()
    assert "content.W004" in printed.err
    assert "pages checked, no errors." in printed.out


def test_error_is_reported_and_no_page_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "PLACEHOLDER", "PTSD")

    with pytest.raises(SystemCheckError, match=r"content\.E010"):
        call_command("pages", skip_checks=False)
