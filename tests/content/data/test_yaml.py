"""Both YAML loaders agree, so the fast one changes nothing but the time."""

from __future__ import annotations

from inspect import unwrap
from pathlib import Path

import pytest
import yaml

from content import library
from content.data import entries
from content.files import StrictLoader, load_yaml

FILES = sorted(path for path in library.ROOT.glob("**/*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(library.ROOT)))
def test_a_file_says_the_same_to_both_loaders(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert load_yaml(text) == yaml.load(text, Loader=StrictLoader)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: one: two", "mapping values are not allowed here"),
        ("title: Sueño número 1 # uno", "everything after # is ignored"),
        ("title: “sleep”", "write straight quotation marks"),
        ("title: one\ntitle: two", "title is defined twice"),
        ("day: 2026-02-30", "no such date: 2026-02-30"),
    ],
)
def test_an_error_has_the_words_that_editors_get(text: str, problem: str) -> None:
    with pytest.raises(yaml.YAMLError, match=problem):
        load_yaml(text)


def test_a_source_file_is_read_once_however_many_charts_cite_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = entries.read_mapping
    monkeypatch.setattr(entries, "read_mapping", lambda path: (read.append(path.name), original(path))[1])

    unwrap(library.load)()  # not the pages that other tests share

    assert read.count("references.yaml") == 1
