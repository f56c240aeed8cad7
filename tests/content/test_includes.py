"""Lines like [[chart name]] are replaced by what they name, or refused with a mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.safestring import SafeString

from content import charts, library
from content.faults import ContentError

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("[[map here]]", "[[map]] is not known; the kinds are chart, helplines, claims, sources"),
        ("[[helplines]]", "write which one: [[helplines name]]"),
        ("[[claims all]]", "[[claims]] takes no name"),
        ("See [[helplines crisis]] here.", "stands alone, with an empty line before and after it"),
        ("[[helplines crisis]]\ntext", "stands alone"),
    ],
)
def test_an_include_that_cannot_be_read_is_refused_with_the_mend(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], body: str, what: str
) -> None:
    path = write_page(f"text\n\n{body}")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert f"first.md, line {line_with(path, '[[')}: " in str(refusal.value)
    assert what in str(refusal.value)


def test_a_chart_is_drawn_by_the_charts_keeps_its_drawing_and_cites_its_sources(
    root: Path, write_page: Write, write_register: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_register("one")
    write_page("[[chart people]]")

    def render(chart_id: str, root: Path, cited: dict[str, int]) -> SafeString:
        return SafeString(f'<svg viewBox="0 0 1 1"><title>{chart_id} {root} {cited}</title></svg>')

    monkeypatch.setattr(charts, "names", lambda root: ("people",))
    monkeypatch.setattr(charts, "references", lambda chart_id, root: ("one",), raising=False)
    monkeypatch.setattr(charts, "render", render, raising=False)
    page = library.load(root).pages["first"]

    assert page.body.strip() == f"<svg viewBox=\"0 0 1 1\"><title>people {root} {{'one': 1}}</title></svg>"
    assert [name for name, _ in page.references] == ["one"]


def test_a_chart_that_stands_twice_is_refused_for_its_ids_would_too(
    root: Path, write_page: Write, line_with: Callable[[Path, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page("[[chart people]]\n\nThe same again:\n\n[[chart people]]")
    monkeypatch.setattr(charts, "names", lambda root: ("people",))
    monkeypatch.setattr(charts, "references", lambda chart_id, root: ())
    monkeypatch.setattr(charts, "render", lambda chart_id, root, cited: SafeString("<svg></svg>"))

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    line = line_with(path, "same again") + 2
    assert f"first.md, line {line}: the chart 'people' stands here twice" in str(refusal.value)


def test_an_include_in_a_block_stands_inside_it(
    root: Path, write_page: Write, find: Callable[..., list[dict[str, str]]]
) -> None:
    write_page(":::note Title\n\n[[claims]]\n\n:::")

    body = library.load(root).pages["first"].body

    assert find(body, "ul")[0]["inside"] == "div"
