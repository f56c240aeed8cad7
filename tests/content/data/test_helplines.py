"""Help lines: validation, includes on pages, and the age of their last check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.data.helplines import Contact, load_helplines
from content.errors import ContentError

Write = Callable[..., Path]
Find = Callable[..., list[dict[str, str]]]
LINES = """groups:
  crisis: [988, teens]

lines:
  988:
    name: Lifeline
    numbers:
      - {kind: call, number: "988", then: then press 1}
      - {kind: text, number: "741741", word: HOME}
      - {kind: chat, number: chat.example/Now}
    hours: any hour
    languages: press 2 for Spanish
    what: a counselor listens.
    note: It is free.
    source: one
    checked: 2026-11-23
  teens:
    name: Teens
    numbers:
      - {kind: call, number: 888-222-2228}
      - {kind: tty, number: 1-800-487-4889}
    what: support.
    source: [one, two]
    checked: 2026-11-23
"""


@pytest.fixture
def lines(write_references: Write, write_data: Write) -> Path:
    write_references("one", "two")
    return write_data("helplines.yaml", LINES)


@pytest.fixture
def page(lines: Path, root: Path, write_page: Write) -> library.Page:
    write_page("Call.\n\n[[helplines crisis]]\n\nThen. [@two]", references="[two]")
    return library.load(root).pages["first"]


def test_group_shows_every_number_as_a_link(page: library.Page, find: Find) -> None:
    links = {link["text"]: link["href"] for link in find(page.body, "a") if "sup" not in link["inside"]}

    assert links == {
        "Call 988, then press 1": "tel:988",
        "Text HOME to 741741": "sms:741741",
        "Chat at chat.example/Now": "https://chat.example/Now",
        "Call 888-222-2228": "tel:+18882222228",
        "TTY 1-800-487-4889": "tel:+18004874889",
    }


def test_help_line_shows_all_of_its_details(page: library.Page) -> None:
    for words in ("then press 1", "any hour", "press 2 for Spanish", "a counselor listens.", "It is free."):
        assert words in page.body
    assert page.body.count("Checked November 23, 2026") == 2


def test_sources_of_help_lines_are_numbered_in_reading_order(page: library.Page) -> None:
    assert [name for name, _ in page.references] == ["one", "two"]


def test_help_line_can_be_included_alone(lines: Path, root: Path, write_page: Write) -> None:
    write_page("[[helplines teens]]")

    page = library.load(root).pages["first"]

    assert ("Teens" in page.body, "Lifeline" in page.body) == (True, False)


def test_unknown_group_is_refused_and_known_names_are_listed(
    lines: Path, root: Path, write_page: Write, line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("text\n\n[[helplines night]]")

    with pytest.raises(ContentError) as error:
        library.load(root)

    assert str(error.value) == (
        f"{path}, line {line_with(path, 'night')}: 'night' is neither a group nor a line of "
        "helplines.yaml; known names: crisis, 988, teens"
    )


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        (("[988, teens]", "[988, gone]"), 1, "names 'gone', which is not among the lines"),
        (("source: one", "source: unknown"), 5, "its source unknown is not in references.yaml"),
        (("888-222-2228", "1-888-CALL-NOW"), 20, "write a number in digits"),
        (("kind: tty", "kind: fax"), 21, "write one of: 'call'"),
        (("chat.example/Now", "https://chat.example"), 10, "without https://"),
        (("    what: support.\n", ""), 17, "what: is missing"),
        (("crisis:", "teens:"), 1, "is a line and a group"),
    ],
)
def test_invalid_help_line_is_refused_with_its_line(
    lines: Path, changed: tuple[str, str], line: int, what: str
) -> None:
    lines.write_text(LINES.replace(*changed, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_helplines(lines, {"one", "two"})

    assert f"helplines.yaml, line {line}: " in str(error.value)
    assert what in str(error.value)


@pytest.mark.parametrize(
    ("kind", "number", "href"),
    [
        ("call", "211", "tel:211"),
        ("text", "888-222-2228", "sms:+18882222228"),
        ("tty", "1-800-487-4889", "tel:+18004874889"),
    ],
)
def test_number_becomes_a_link_that_dials(kind: str, number: str, href: str) -> None:
    assert Contact(kind=kind, number=number).href == href


@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_help_line_is_stale_after_180_days(lines: Path, days: int, stale: bool) -> None:
    line = load_helplines(lines, {"one", "two"}).lines["988"]

    assert line.is_stale(line.checked + dt.timedelta(days=days)) is stale


def test_crisis_page_links_to_every_help_line(shown: Callable[[str], str], find: Find) -> None:
    links = {link["href"] for link in find(shown("/crisis/"), "a")}

    expected = {way.href for line in library.library().data.helplines.lines.values() for way in line.numbers}
    assert expected <= links
