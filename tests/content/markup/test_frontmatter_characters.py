"""Special characters in the front matter: hyphens, byte order marks, number signs, and braces."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from content.errors import ContentError
from content.library import load
from content.markup.frontmatter import read_front_matter


@pytest.mark.parametrize(
    "metadata", [{"titel": "A --- B"}, {"title": '"A --- B"', "order": "x"}, {"title": "---"}]
)
def test_three_hyphens_in_a_value_raise_at_most_a_content_error(
    write_page: Callable[..., Path], metadata: dict
) -> None:
    path = write_page("## Text", **metadata)

    with contextlib.suppress(ContentError):
        read_front_matter(path)


def test_title_may_contain_three_hyphens(write_page: Callable[..., Path]) -> None:
    metadata, body, _ = read_front_matter(write_page("## Text", title="A --- B"))

    assert (metadata.title, body) == ("A --- B", "## Text")


def test_error_after_three_hyphens_has_the_right_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_page("x", title="A --- B", order="many")

    with pytest.raises(ContentError, match=f"line {line_with(path, 'order:')}: order: write a whole number"):
        read_front_matter(path)


def test_byte_order_mark_is_ignored(write_page: Callable[..., Path]) -> None:
    path = write_page("## Text")
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")

    assert read_front_matter(path)[0].title == "A title"


@pytest.mark.parametrize("title", ["Sleep #1 and PTSD", "Sleep # and PTSD"])
def test_value_cut_off_by_a_comment_is_refused_with_its_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], title: str
) -> None:
    path = write_page("x", title=title)

    with pytest.raises(ContentError, match=f"line {line_with(path, 'title:')}: .*put quotation marks"):
        read_front_matter(path)


@pytest.mark.parametrize("title", ['"Sleep #1 and PTSD"', "Sleep#1"])
def test_number_sign_inside_a_value_is_kept(write_page: Callable[..., Path], title: str) -> None:
    assert read_front_matter(write_page("x", title=title))[0].title == title.strip('"')


@pytest.mark.parametrize("quoted", ["{x}", "{", "{0.__class__}", "%s {}"])
def test_braces_in_a_value_do_not_break_the_error_message(
    root: Path, write_page: Callable, quoted: str
) -> None:
    (root / "data" / "helplines.yaml").write_text(
        f"lines: {{}}\ngroups:\n  crisis: ['{quoted}']\n", encoding="utf-8"
    )

    with pytest.raises(ContentError, match="which is not among the lines"):
        load(root)


@pytest.mark.parametrize("title", ["“Sleep and PTSD”", "„Sleep and PTSD“", "‘Sleep and PTSD’"])
def test_quotation_marks_of_a_word_processor_around_a_value_are_refused_with_their_line(
    write_page: Callable[..., Path], line_with: Callable[[Path, str], int], title: str
) -> None:
    path = write_page("x", title=title)

    with pytest.raises(ContentError, match=f"line {line_with(path, 'title:')}: .*straight quotation marks"):
        read_front_matter(path)


def test_quotation_marks_of_a_word_processor_inside_a_value_are_kept(write_page: Callable[..., Path]) -> None:
    assert read_front_matter(write_page("x", title="Sleep “well”"))[0].title == "Sleep “well”"
