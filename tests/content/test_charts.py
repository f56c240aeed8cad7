"""Charts: the numbers as drawn, in words and in a table are those of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from content import charts, library
from content.charts.data import Effect, Forest, Step, Study
from content.charts.drawing import numbers, plot, stretches
from content.charts.icon_array import IconGroup
from content.charts.reading import read_chart
from content.faults import ContentError

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
def write_chart(root: Path, write_register: Callable[..., Path]) -> Callable[..., Path]:
    """Return a writer of a chart file beside a register with the source `one`."""

    def write(text: str, name: str = "mine") -> Path:
        write_register("one")
        path = root / "charts" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def shown(name: str) -> str:
    return charts.render(name, library.ROOT)


def test_every_agreed_chart_is_there() -> None:
    assert set(SHIPPED) >= AGREED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_chart_is_one_whole_figure_with_its_caption_first(find: Find, name: str) -> None:
    html = shown(name)

    tree = ElementTree.fromstring(html.replace("&nbsp;", " "))

    assert (tree.tag, tree[0].tag) == ("figure", "figcaption")
    assert find(html, "figcaption")[0]["text"] == read_chart(name, library.ROOT).title


@pytest.mark.parametrize("name", SHIPPED)
def test_drawings_are_left_out_for_those_who_hear_the_page(find: Find, name: str) -> None:
    drawings = [svg for svg in find(shown(name), "svg") if "svg" not in svg["inside"].split()]

    hidden = [svg for svg in drawings if svg.get("aria-hidden") == "true"]
    inside = [div for div in find(shown(name), "div") if div.get("aria-hidden") == "true"]
    assert drawings
    assert len(hidden) + len(inside) == len(drawings)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_stands_in_a_table_to_unfold(find: Find, name: str) -> None:
    html = shown(name)

    (table,) = find(html, "table")

    assert "details" in table["inside"].split()
    assert find(html, "th")[0].get("scope") == "col"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_chart_needs_no_style_of_its_own_and_no_script(find: Find, name: str) -> None:
    elements = find(shown(name))

    assert [e for e in elements if e["tag"] in {"style", "script"}] == []
    assert [
        key for e in elements for key in e if key in {"style", "fill", "stroke"} or key.startswith("on")
    ] == []


def test_ids_are_used_once_when_all_charts_stand_on_one_page(find: Find) -> None:
    ids = [e["id"] for name in SHIPPED for e in find(shown(name)) if "id" in e]

    assert [name for name, count in Counter(ids).items() if count > 1] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_chart_is_light(name: str) -> None:
    assert len(shown(name)) <= 16_000


@pytest.mark.parametrize("name", SHIPPED)
def test_a_chart_names_its_sources(find: Find, name: str) -> None:
    html = shown(name)

    links = [a["href"] for a in find(html, "a")]

    assert len(links) == len(charts.references(name, library.ROOT))
    assert all(link.startswith("https://") for link in links)


def test_a_source_that_the_page_cites_is_linked_to_on_the_page(find: Find) -> None:
    html = charts.render("feder-2021", library.ROOT, {"feder2021": 4})

    assert [a["href"] for a in find(html, "a")] == ["#source-4"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("feder-2021", [(10, 5), (3, 12)]),
        ("ssri-cochrane", [(58, 42), (35, 65)]),
        ("ptsd-how-common", [(6, 94)]),
    ],
)
def test_as_many_people_are_drawn_as_are_counted(name: str, counts: list[tuple[int, int]]) -> None:
    html = shown(name)

    drawn = [
        len(re.findall(r"M\d", re.search(r'd="([^"]*)"', path)[1]))
        for path in re.findall(r'<path class="person-[^>]*>', html)
    ]

    assert drawn == [number for group in counts for number in group]


def test_nobody_is_drawn_twice_or_outside_the_drawing() -> None:
    group = IconGroup(35, 100, "x")

    places = [tuple(map(int, place)) for place in re.findall(r"M(\d+) (\d+)", group.on + group.off)]

    assert len(set(places)) == 100
    assert (max(x for x, _ in places) < group.width, max(y for _, y in places) < group.height) == (True, True)


def test_the_counts_of_a_chart_stand_in_its_table(find: Find) -> None:
    cells = [cell["text"] for cell in find(shown("ssri-cochrane"), "td")]

    assert cells == ["58", "42", "100", "35", "65", "100"]


def forest(*effects: Effect | None) -> Forest:
    return Forest(
        kind="forest", title="T", words="W", references=("one",), measure="g", below="worse", above="better",
        low=-1, high=1, ticks=(-1, 0, 1),
        studies=tuple(Study(name="S", people="9", result="R", reference="one", effect=e) for e in effects),
    )  # fmt: skip


def test_an_effect_is_drawn_where_it_lies_on_the_axis() -> None:
    drawing = plot(forest(Effect(estimate=0.5, low=-0.5, high=0.75)))

    row = drawing.rows[0]
    assert (drawing.zero, row.start, row.point, row.end) == ("50%", "25%", "75%", "87.5%")
    assert drawing.ticks == (("0%", "−1"), ("50%", "0"), ("100%", "1"))


def test_no_point_is_drawn_for_a_study_whose_range_is_not_known(find: Find) -> None:
    chart = read_chart("ketamine-trials", library.ROOT)

    drawn = len(re.findall(r'<path d="M-9', shown("ketamine-trials")))

    assert drawn == sum(study.effect is not None for study in chart.studies) == 2
    assert [cell["text"] for cell in find(shown("ketamine-trials"), "td")].count("not drawn") == 5


def test_the_verified_effects_are_those_of_the_review() -> None:
    chart = read_chart("ketamine-trials", library.ROOT)

    told = [numbers(study.effect) for study in chart.studies if study.effect]

    assert told == ["0.27 (0.03 to 0.51)", "0.20 (−0.08 to 0.48)"]


def step(minutes: int | None) -> Step:
    return Step(time="t", title="t", text="t", minutes=minutes)


def test_known_times_are_drawn_to_scale_and_the_line_ends_at_its_end() -> None:
    line = stretches([step(None), step(40), step(120), step(None)])

    ends = [(float(s.start[:-1]), float(s.end[:-1])) for s in line]
    lengths = [end - start for start, end in ends]
    assert lengths[2] == pytest.approx(3 * lengths[1], rel=0.01)
    assert [s.known for s in line] == [False, True, True, False]
    assert ends[-1][1] == pytest.approx(100)


@pytest.mark.parametrize("minutes", [[None] * 3, [None] * 7 + [40], [40, 120]])
def test_a_line_of_time_never_leaves_its_drawing(minutes: list[int | None]) -> None:
    line = stretches([step(value) for value in minutes])

    ends = [float(place[:-1]) for s in line for place in (s.start, s.end)]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(100, abs=0.1)


def test_frames_say_first_that_this_is_what_scientists_think() -> None:
    html = shown("how-ketamine-may-work")

    assert html.index("What scientists think. Mostly shown in animals.") < html.index("<svg")


def test_whatever_a_file_says_is_text(find: Find, write_chart: Callable[..., Path], root: Path) -> None:
    write_chart(ICONS.replace("with it", "<b onclick=x>'\\\"&").replace("People", "<script>"))

    html = charts.render("mine", root)

    assert find(html, "script") == []
    assert [e for e in find(html, "b") if "onclick" in e] == []
    assert find(html, "figcaption")[0]["text"] == "<script> who got better"


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("kind: icon array", "kind: pie", 1, "kind must be one of: icon array, forest, timeline, frames"),
        ("kind: icon array\n", "", 1, "kind must be one of"),
        ("count: 2, total: 8", "count: 9, total: 8", 7, "count 9 is more than total 8"),
        ("count: 2, total: 8", "count: 2, total: 9", 5, "groups that are compared need the same total"),
        ("count: 3", "count: -3", 6, "groups.0.count: write a number of at least 0"),
        ("counted: Got better", "counted: ''", 3, "counted: is empty"),
        ("references: [one]", "references: []", 9, "references: write at least 1"),
        ("references: [one]", "references: [none]", 9, "cites none, which is not in references.yaml"),
        ("words:", "wording:", 8, "'wording' is not a known key"),
        ("title:", "kind:", 1, "kind stands twice"),
    ],
)
def test_a_fault_is_told_with_file_line_and_what_to_mend(
    write_chart: Callable[..., Path], root: Path, old: str, new: str, line: int, what: str
) -> None:
    text = ICONS.replace(old, new, 1)
    path = write_chart(text if old != "words:" else text + 'words: "x"\n')

    with pytest.raises(ContentError) as refusal:
        charts.render("mine", root)

    assert str(refusal.value).startswith(f"{path}, line {line}: ")
    assert what in str(refusal.value)


@pytest.mark.parametrize("name", ["none", "../references", "Mine", "a/b", ""])
def test_a_chart_that_is_not_there_is_named(root: Path, name: str) -> None:
    with pytest.raises(ContentError, match="there is no chart"):
        charts.render(name, root)


def test_colours_come_from_the_tokens_alone() -> None:
    css = (settings.BASE_DIR / "static" / "css" / "components" / "chart.css").read_text(encoding="utf-8")

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", css) == []
