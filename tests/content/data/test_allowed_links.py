"""Pages are refused if their links or characters could mislead readers, or if they are too long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_site import clinic
from content.errors import ContentError
from content.files import MAX_LENGTH
from content.library import ROOT, library, load

Write = Callable[..., Path]
LineWith = Callable[[Path, str], int]


@pytest.mark.parametrize(
    "link",
    [
        *("tel:+19005550100", "sms:+19005550100", "//evil.test", "http://988lifeline.org@host"),
        *("https://evil.test/", "http://example.org/"),
    ],
)
@pytest.mark.parametrize("form", ["[988]({})", "**[988]({})**", "- [988]({})", "[988][a]\n\n[a]: {}"])
def test_link_that_is_not_allowed_is_refused_with_its_line(
    write_page: Write, line_with: LineWith, root: Path, link: str, form: str
) -> None:
    path = write_page(f"## Part\n\nfirst\nsecond\n\nthird\n{form.format(link)}")

    with pytest.raises(ContentError) as error:
        load(root)

    line = line_with(path, "[988]")
    assert f"line {line}: " in str(error.value)
    assert link in str(error.value)


def test_autolinks_follow_the_link_rules(write_page: Write, root: Path) -> None:
    write_page("<https://evil.test/>")

    with pytest.raises(ContentError, match="isn’t on the list of sites"):
        load(root)


def test_links_in_the_front_matter_follow_the_link_rules(write_page: Write, root: Path) -> None:
    write_page("x", summary='"[988](tel:+19005550100)"')

    with pytest.raises(ContentError, match="isn’t one of our help lines"):
        load(root)


def test_help_lines_sources_and_the_clinics_phone_are_allowed() -> None:
    rules = library().data.links

    allowed = [
        "tel:911",
        "tel:988",
        "sms:988",
        "sms:741741",
        "https://988lifeline.org",
        clinic.current().phone_link,
    ]
    assert [rules.problem(href) for href in allowed if href] == [""] * len([href for href in allowed if href])


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c"])
@pytest.mark.parametrize("part", ["body", "title"])
def test_bidi_control_character_is_refused_with_its_line(
    write_page: Write, line_with: LineWith, root: Path, mark: str, part: str
) -> None:
    text = f"call {mark}889"
    path = write_page(text) if part == "body" else write_page("x", title=text)

    with pytest.raises(ContentError, match=f"line {line_with(path, mark)}: contains an invisible character"):
        load(root)


def test_overlong_page_is_refused_before_it_is_rendered(write_page: Write, root: Path) -> None:
    write_page('"' * 120_000)

    with pytest.raises(ContentError, match="has more than 60,000 characters"):
        load(root)


def test_shipped_files_are_below_half_of_the_length_limit() -> None:
    files = ROOT.rglob("*.md")

    assert max(len(path.read_text(encoding="utf-8")) for path in files) < MAX_LENGTH / 2
