"""Progress output of long commands."""

from __future__ import annotations

import io

from django.core.management.base import OutputWrapper

from clinic_site.core import progress


def test_it_yields_everything_and_writes_how_much_it_is(monkeypatch):
    monkeypatch.setattr(progress, "_INTERVAL", -1)
    out = io.StringIO()

    assert list(progress.Progress(OutputWrapper(out), "{} rows …").over("ab")) == ["a", "b"]

    assert out.getvalue() == "1 rows …\n2 rows …\n"


def test_it_writes_nothing_about_quick_work():
    out = io.StringIO()

    list(progress.Progress(OutputWrapper(out), "{} rows …").over("ab"))

    assert out.getvalue() == ""
