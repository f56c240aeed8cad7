"""`manage.py pages` reads all pages and tells how each reads."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from content.library import library
from content.lint import reading


def test_every_page_is_listed_with_words_grade_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("pages", skip_checks=False)

    head, *rows, end = capsys.readouterr().out.splitlines()
    listed = {row.split()[0]: row.split()[1:] for row in rows}
    assert head.split() == ["page", "words", "grade", "sources"]
    assert set(listed) == {page.path for page in library().pages.values()}
    assert listed["/crisis/"][2] == str(len(library().pages["crisis"].references))
    assert all(int(words) > 0 and float(grade) <= 8 for words, grade, _ in listed.values())
    assert end == f"{len(rows)} pages read; there is nothing to mend."


def test_what_must_be_mended_is_named_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_HIGHEST_GRADE", -5.0)

    with pytest.raises(SystemCheckError, match=r"content\.E008"):
        call_command("pages", skip_checks=False)
