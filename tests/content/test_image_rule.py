"""An image alone in a paragraph becomes a figure; any other is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content import images, library
from content.faults import ContentError

Find = Callable[..., list[dict[str, str]]]


def test_an_image_alone_in_a_paragraph_becomes_a_figure(
    put: Callable[..., Path], root: Path, write_page: Callable[..., Path], find: Find
) -> None:
    put(size=(1000, 500))
    write_page('Before.\n\n![A "quiet" room](room.jpg "Where we <talk>")\n\nAfter.')

    html = images.addressed(library.load(root).pages["first"].body)

    (image,) = find(html, "img")
    assert image["inside"] == "figure picture"
    assert (image["alt"], image["width"], image["height"]) == ('A "quiet" room', "1000", "500")
    assert (image["loading"], image["decoding"]) == ("lazy", "async")
    assert image["src"] == "/static/pictures/room-800.jpg"
    assert image["srcset"].split(", ")[-1] == "/static/pictures/room-1000.jpg 1000w"
    assert [source["type"] for source in find(html, "source")] == ["image/avif", "image/webp"]
    assert find(html, "figcaption")[0]["text"] == "Where we <talk>"
    assert [p["text"] for p in find(html, "p")] == ["Before.", "After."]


def test_two_images_stand_in_their_places(
    put: Callable[..., Path], root: Path, write_page: Callable[..., Path], find: Find
) -> None:
    put("one.jpg")
    put("two.jpg")
    write_page("![One](one.jpg)\n\nBetween.\n\n![Two](two.jpg)")

    html = library.load(root).pages["first"].body

    assert [e.get("alt") or e["text"] for e in find(html, "img", "p")] == ["One", "Between.", "Two"]
    assert find(html, "figcaption") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("![](room.jpg)", "has no text for those who cannot see it; say what it shows"),
        ("![ ](room.jpg)", "has no text for those who cannot see it"),
        ("![Room](none.jpg)", "there is no picture none.jpg; put it into"),
        ("![Room](../room.jpg)", "is no name of a picture; name it like quiet-room.jpg"),
        ("![Room](https://example.org/room.jpg)", "is no name of a picture"),
        ("![Room](room.svg)", "is no name of a picture"),
        ("Look: ![Room](room.jpg)", "an image stands alone in a paragraph; put blank lines around it"),
        ("![Room](room.jpg) ![Room](room.jpg)", "an image stands alone in a paragraph"),
        ("## ![Room](room.jpg)", "an image stands alone in a paragraph"),
        ("- ![Room](room.jpg)", "an image stands alone in a paragraph"),
    ],
)
def test_an_image_that_cannot_be_shown_is_refused_with_its_line(
    put: Callable[..., Path], root: Path, write_page: Callable[..., Path],
    line_with: Callable[[Path, str], int], text: str, what: str,
) -> None:  # fmt: skip
    put()
    page = write_page(f"Before.\n\n{text}")

    with pytest.raises(ContentError) as refusal:
        library.load(root)

    assert str(refusal.value).startswith(f"{page}, line {line_with(page, text)}: ")
    assert what in str(refusal.value)


def test_an_image_in_a_summary_is_refused(root: Path, write_page: Callable[..., Path]) -> None:
    write_page(summary='"![Room](room.jpg)"')

    with pytest.raises(ContentError, match="an image stands alone in a paragraph"):
        library.load(root)
