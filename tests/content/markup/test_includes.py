"""Includes like [[chart name]] are rendered, or refused with a hint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.safestring import SafeString

from content import charts, library
from content.errors import ContentError

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("[[map here]]", "[[map]] is not known; the kinds are chart, helplines, offered, claims, sources"),
        ("[[offered yoga]]", "'yoga' is not a kind of treatment; the kinds are medicine, therapy, support"),
        ("[[helplines]]", "add a name: [[helplines name]]"),
        ("[[claims all]]", "[[claims]] takes no name"),
        ("See [[helplines crisis]] here.", "on its own line, with an empty line before and after it"),
        ("[[helplines crisis]]\ntext", "on its own line"),
    ],
)
def test_invalid_include_is_refused_with_a_hint(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], body: str, what: str
) -> None:
    path = write_page(f"text\n\n{body}")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert f"first.md, line {line_with(path, '[[')}: " in str(error.value)
    assert what in str(error.value)


def test_included_chart_keeps_its_drawing_and_cites_its_sources(
    root: Path, write_page: Write, write_references: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_references("one")
    write_page("[[chart people]]")

    def render(chart_id: str, root: Path, cited: dict[str, int], _known: object) -> SafeString:
        return SafeString(f'<svg viewBox="0 0 1 1"><title>{chart_id} {root} {cited}</title></svg>')

    monkeypatch.setattr(charts, "names", lambda root: ("people",))
    monkeypatch.setattr(charts, "references", lambda chart_id, root: ("one",), raising=False)
    monkeypatch.setattr(charts, "render", render, raising=False)
    page = library.load(root).pages["first"]

    assert page.body.strip() == f"<svg viewBox=\"0 0 1 1\"><title>people {root} {{'one': 1}}</title></svg>"
    assert [name for name, _ in page.references] == ["one"]


def test_duplicate_chart_is_refused(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page("[[chart people]]\n\nThe same again:\n\n[[chart people]]")
    monkeypatch.setattr(charts, "names", lambda root: ("people",))
    monkeypatch.setattr(charts, "references", lambda chart_id, root: ())
    monkeypatch.setattr(charts, "render", lambda *_: SafeString("<svg></svg>"))

    with pytest.raises(ContentError) as error:
        library.load(root)

    line = line_with(path, "same again") + 2
    assert f"first.md, line {line}: the chart 'people' appears twice on this page" in str(error.value)


def test_include_in_a_block_is_rendered_inside_it(
    root: Path, write_page: Write, find: Callable[..., list[dict[str, str]]]
) -> None:
    write_page(":::note Title\n\n[[claims]]\n\n:::")

    body = library.load(root).pages["first"].body

    assert find(body, "ul")[0]["inside"] == "div"
