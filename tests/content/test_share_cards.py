"""Share cards: the title can be read whole, in our colours, at the size that is shown uncropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageChops

from content import image_build, share_cards
from content.library import library
from content.sections import section_name
from content.share_cards import Card

FONT = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
PAPER, INK = (251, 249, 244), (27, 42, 41)


def card(title: str = "A title", section: str = "Care", name: str = "first") -> Card:
    return Card(name, title, section, "Example Clinic")


def lines_of_ink(image: Image.Image) -> int:
    """Count the lines of title by looking at the picture: rows with ink, and rows without."""
    title = image.crop((84, 200, 1116, 440)).convert("RGB")
    marks = (
        ImageChops.difference(title, Image.new("RGB", title.size, INK))
        .convert("L")
        .point(lambda v: 255 * (v < 40))
    )
    rows = [marks.crop((0, y, marks.width, y + 1)).getbbox() is not None for y in range(marks.height)]
    return sum(row and not before for before, row in zip([False, *rows], rows, strict=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    image_build.run([share_cards.job(card(), FONT)], tmp_path)
    return tmp_path


def test_a_card_has_the_size_that_is_shown_uncropped(folder: Path) -> None:
    with Image.open(folder / "cards" / "first.png") as image:
        assert (image.size, image.format) == ((1200, 630), "PNG")


def test_a_card_is_light(folder: Path) -> None:
    assert (folder / "cards" / "first.png").stat().st_size <= 40_000


def test_a_card_stands_on_paper(folder: Path) -> None:
    with Image.open(folder / "cards" / "first.png") as image:
        assert image.convert("RGB").getpixel((5, 5)) == PAPER


def test_an_unchanged_card_is_not_made_again(folder: Path) -> None:
    assert image_build.run([share_cards.job(card(), FONT)], folder) == 0


@pytest.mark.parametrize("changed", [card("Another title"), card(section="Help")])
def test_a_card_is_made_again_when_its_words_change(folder: Path, changed: Card) -> None:
    assert image_build.run([share_cards.job(changed, FONT)], folder) == 1


def test_another_title_is_another_picture() -> None:
    assert share_cards.draw(card("One"), FONT).tobytes() != share_cards.draw(card("Two"), FONT).tobytes()


def test_a_long_title_is_set_in_lines() -> None:
    image = share_cards.draw(card("Beyond PTSD pills: what we know about ketamine"), FONT)

    assert lines_of_ink(image) == 2


@pytest.mark.parametrize("title", [page.head.title for page in library().pages.values()])
def test_every_title_of_this_release_stands_whole_and_clear_of_the_hills(title: str) -> None:
    size, lines = share_cards._fitted(title, FONT)

    face = share_cards._type(FONT, size, 720)
    assert " ".join(lines) == title
    assert max(face.getlength(line) for line in lines) <= 1200 - 2 * 84
    assert 214 + len(lines) * size * 1.16 <= 442  # the top of the sun


def test_a_title_without_end_is_cut_with_an_ellipsis() -> None:
    _, lines = share_cards._fitted("word " * 60, FONT)

    assert (len(lines), lines[-1][-1]) == (3, "…")


@pytest.mark.parametrize(
    ("section", "name"), [("ketamine", "PTSD and ketamine"), ("home", ""), ("new-things", "New things")]
)
def test_a_section_is_called_by_its_name(section: str, name: str) -> None:
    assert section_name(section) == name
