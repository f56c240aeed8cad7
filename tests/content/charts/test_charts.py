"""Charts: the drawing, the text, and the table show the numbers of the data file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from content import charts, library
from content.charts.data import read_chart
from content.charts.icon_array import IconGroup
from content.data.entries import load_entries
from content.data.references import Reference
from content.errors import ContentError
from tests.html import compact

Find = Callable[..., list[dict[str, str]]]
SHIPPED = sorted(path.stem for path in (library.ROOT / "charts").glob("*.yaml"))
AGREED = {
    *("feder-2021", "ssri-cochrane", "ketamine-trials", "treatment-day", "how-ketamine-may-work"),
    "ptsd-how-common",
}
ICONS = """kind: icon array
title: People who got better
counted: Got better
not_counted: Did not
groups:
  - {label: with it, count: 3, total: 8}
  - {label: without it, count: 2, total: 8}
words: "3 of 8 people got better with it, and 2 of 8 without it."
references: [one]
"""


@pytest.fixture
def write_chart(root: Path, write_references: Callable[..., Path]) -> Callable[..., Path]:
    """Return a function that writes a chart file, and references.yaml with the source `one`."""

    def write(text: str, name: str = "mine") -> Path:
        write_references("one")
        path = root / "charts" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def shown(name: str, root: Path = library.ROOT, cited: dict[str, int] | None = None) -> str:
    return charts.render(name, root, cited or {}, load_entries(root / "data" / "references.yaml", Reference))


def test_agreed_charts_exist() -> None:
    assert set(SHIPPED) >= AGREED


@pytest.mark.parametrize("name", SHIPPED)
def test_chart_is_a_figure_that_begins_with_its_caption(find: Find, name: str) -> None:
    html = shown(name)

    tree = ElementTree.fromstring(html.replace("&nbsp;", " "))

    assert (tree.tag, tree[0].tag) == ("figure", "figcaption")
    assert find(html, "figcaption")[0]["text"] == read_chart(name, library.ROOT).title


@pytest.mark.parametrize("name", SHIPPED)
def test_drawings_are_hidden_from_screen_readers(find: Find, name: str) -> None:
    drawings = [svg for svg in find(shown(name), "svg") if "svg" not in svg["inside"].split()]

    hidden = [svg for svg in drawings if svg.get("aria-hidden") == "true"]
    inside = [div for div in find(shown(name), "div") if div.get("aria-hidden") == "true"]
    assert drawings
    assert len(hidden) + len(inside) == len(drawings)


@pytest.mark.parametrize("name", SHIPPED)
def test_chart_has_its_data_in_a_folded_table(find: Find, name: str) -> None:
    html = shown(name)

    (table,) = find(html, "table")

    assert "details" in table["inside"].split()
    assert find(html, "th")[0].get("scope") == "col"


@pytest.mark.parametrize("name", SHIPPED)
def test_chart_has_no_inline_styles_or_scripts(find: Find, name: str) -> None:
    elements = find(shown(name))

    assert [e for e in elements if e["tag"] in {"style", "script"}] == []
    assert [
        key for e in elements for key in e if key in {"style", "fill", "stroke"} or key.startswith("on")
    ] == []


def test_ids_are_unique_across_charts(find: Find) -> None:
    ids = [e["id"] for name in SHIPPED for e in find(shown(name)) if "id" in e]

    assert [name for name, count in Counter(ids).items() if count > 1] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_chart_stays_below_its_size_limit(name: str) -> None:
    assert len(shown(name)) <= 16_000


@pytest.mark.parametrize("name", SHIPPED)
def test_chart_links_to_its_sources(find: Find, name: str) -> None:
    html = shown(name)

    links = [a["href"] for a in find(html, "a")]

    assert len(links) == len(charts.references(name, library.ROOT))
    assert all(link.startswith("https://") for link in links)


def test_source_that_the_page_cites_is_linked_on_the_page(find: Find) -> None:
    html = shown("feder-2021", cited={"feder2021": 4})

    assert [a["href"] for a in find(html, "a")] == ["#source-4"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("feder-2021", [(10, 5), (3, 12)]),
        ("ssri-cochrane", [(58, 42), (35, 65)]),
        ("ptsd-how-common", [(6, 94)]),
    ],
)
def test_icon_array_draws_as_many_people_as_the_data(name: str, counts: list[tuple[int, int]]) -> None:
    html = shown(name)

    drawn = [
        len(re.findall(r"M\d", re.search(r'd="([^"]*)"', path)[1]))
        for path in re.findall(r'<path class="person-[^>]*>', html)
    ]

    assert drawn == [number for group in counts for number in group]


def test_people_do_not_overlap_and_are_inside_the_drawing() -> None:
    group = IconGroup(35, 100, "x")

    points = [tuple(map(int, point)) for point in re.findall(r"M(\d+) (\d+)", group.on + group.off)]

    assert len(set(points)) == 100
    assert (max(x for x, _ in points) < group.width, max(y for _, y in points) < group.height) == (True, True)


def test_table_contains_the_counts_of_the_chart(find: Find) -> None:
    cells = [cell["text"] for cell in find(shown("ssri-cochrane"), "td")]

    assert cells == ["58", "42", "100", "35", "65", "100"]


def percents(svg: str, *names: str) -> list[float]:
    """Return the percentages in the named attributes, in order."""
    return [float(found) for found in re.findall(rf'(?:{"|".join(names)})="([\d.]+)%"', svg)]


def test_effects_are_drawn_to_the_scale_of_the_axis() -> None:
    html = compact(shown("ketamine-trials"))
    effects = [row[3] for row in read_chart("ketamine-trials", library.ROOT).rows if row[3] != "not drawn"]
    axis = html.partition('class="forest-axis"')[2]
    ticks = [float(tick.replace("−", "-")) for tick in re.findall(r">(−?[\d.]+)</text>", axis)]
    start, *_, end = percents(axis.partition("</svg>")[0], "<text x")
    width = (end - start) / (ticks[-1] - ticks[0])

    drawn = re.findall(r'<svg class="forest-row".*?</svg></svg></svg>', html)

    assert len(drawn) == len(effects) == 2
    for svg, words in zip(drawn, effects, strict=True):
        estimate, low, high = (float(n.replace("−", "-")) for n in re.findall(r"−?[\d.]+", words))
        found = [*percents(svg, "<svg x"), *percents(svg, "<line x1")[1:3]]
        expected = [start + (value - ticks[0]) * width for value in (estimate, low, high)]
        assert found == pytest.approx(expected, abs=0.1)


def test_study_without_a_known_range_is_not_drawn(find: Find) -> None:
    html = shown("ketamine-trials")

    assert len(re.findall(r'<path d="M-9', html)) == 2
    assert [cell["text"] for cell in find(html, "td")].count("not drawn") == 5


def test_effects_are_those_of_the_review(find: Find) -> None:
    texts = [cell["text"] for cell in find(shown("ketamine-trials"), "span")]

    assert texts[:2] == ["0.27 (0.03 to 0.51)", "0.20 (−0.08 to 0.48)"]


def test_timeline_is_to_scale_and_fills_its_drawing() -> None:
    lines = re.findall(r"<line [^>]*>", shown("treatment-day"))

    ends = [tuple(percents(line, "x1", "x2")) for line in lines]
    known = [end - start for line, (start, end) in zip(lines, ends, strict=True) if "unknown" not in line]
    assert known[1] == pytest.approx(3 * known[0], rel=0.01)  # two hours and 40 minutes
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]
    assert (ends[0][0], ends[-1][1]) == (0, 100)


def test_missing_drawing_is_named(write_chart: Callable[..., Path], root: Path) -> None:
    write_chart("kind: drawing\ntitle: T\nhead: [a, b]\nrows: [[c, d]]\nreferences: [one]\n")

    with pytest.raises(ContentError, match=r"add templates/content/charts/mine\.html"):
        shown("mine", root)


def test_row_with_the_wrong_number_of_cells_is_refused(write_chart: Callable[..., Path], root: Path) -> None:
    write_chart("kind: drawing\ntitle: T\nhead: [a, b]\nrows: [[c]]\nreferences: [one]\n")

    with pytest.raises(ContentError, match="each row needs as many cells as head has"):
        shown("mine", root)


def test_certainty_note_precedes_the_drawing() -> None:
    html = shown("how-ketamine-may-work")

    assert html.index("What scientists think. Mostly shown in animals.") < html.index("<svg")


def test_texts_of_a_chart_are_escaped(find: Find, write_chart: Callable[..., Path], root: Path) -> None:
    write_chart(ICONS.replace("with it", "<b onclick=x>'\\\"&").replace("People", "<script>"))

    html = shown("mine", root)

    assert find(html, "script") == []
    assert [e for e in find(html, "b") if "onclick" in e] == []
    assert find(html, "figcaption")[0]["text"] == "<script> who got better"


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("kind: icon array", "kind: pie", 1, "kind must be one of: icon array, drawing"),
        ("kind: icon array\n", "", 1, "kind must be one of"),
        ("count: 2, total: 8", "count: 9, total: 8", 7, "count 9 is more than total 8"),
        ("count: 2, total: 8", "count: 2, total: 9", 5, "groups that are compared need the same total"),
        ("count: 3", "count: -3", 6, "groups.0.count: write a number of at least 0"),
        ("counted: Got better", "counted: ''", 3, "counted: is empty"),
        ("references: [one]", "references: []", 9, "references: write at least 1"),
        ("references: [one]", "references: [none]", 9, "cites none, which is not in references.yaml"),
        ("words:", "wording:", 8, "'wording' is not a known key"),
        ("title:", "kind:", 1, "kind is defined twice"),
    ],
)
def test_chart_error_names_file_line_and_fix(
    write_chart: Callable[..., Path], root: Path, old: str, new: str, line: int, what: str
) -> None:
    text = ICONS.replace(old, new, 1)
    path = write_chart(text if old != "words:" else text + 'words: "x"\n')

    with pytest.raises(ContentError) as error:
        shown("mine", root)

    assert str(error.value).startswith(f"{path}, line {line}: ")
    assert what in str(error.value)


@pytest.mark.parametrize("name", ["none", "../references", "Mine", "a/b", ""])
def test_unknown_chart_is_refused(root: Path, name: str) -> None:
    with pytest.raises(ContentError, match="there is no chart"):
        shown(name, root)


def test_chart_colors_come_from_the_tokens() -> None:
    css = (settings.BASE_DIR / "static" / "css" / "components" / "chart.css").read_text(encoding="utf-8")

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", css) == []
