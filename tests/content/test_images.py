"""Pictures: only pixels are served, and nothing is made twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from content import image_build, images, originals

Find = Callable[..., list[dict[str, str]]]
SECRET = b"40.2600 N 74.2700 W"


def build(root: Path) -> int:
    return image_build.run(images.jobs(root), root / "built")


def built(root: Path) -> list[Path]:
    return sorted((root / "built" / "pictures").iterdir())


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


def exif(orientation: int = 1) -> Image.Exif:
    head = Image.Exif()
    head[0x0112], head[0x010E] = orientation, SECRET.decode()
    head.get_ifd(0x8825)[29] = SECRET.decode()  # the day in the GPS part
    return head


def test_a_picture_is_made_in_three_widths_and_three_formats(put: Callable[..., Path], root: Path) -> None:
    put(size=(2000, 1000))

    build(root)

    sizes = {path.name: opened(path).size for path in built(root)}
    assert sizes == {
        f"room-{width}.{ending}": (width, width // 2)
        for width in (480, 800, 1200)
        for ending in ("avif", "webp", "jpg")
    }


@pytest.mark.parametrize(
    ("width", "made"), [(300, [300]), (480, [480]), (1000, [480, 800, 1000]), (1200, [480, 800, 1200])]
)
def test_a_picture_is_never_made_wider_than_it_is(width: int, made: list[int]) -> None:
    assert list(images.widths(width)) == made


@pytest.mark.parametrize("name", ["room.jpg", "room.png", "room.webp"])
def test_what_the_camera_wrote_is_in_no_copy(put: Callable[..., Path], root: Path, name: str) -> None:
    original = put(name, exif=exif())
    assert SECRET in original.read_bytes()

    build(root)

    assert [path.name for path in built(root) if SECRET in path.read_bytes()] == []
    assert [dict(opened(path).getexif()) for path in built(root)] == [{}] * len(built(root))


def test_a_comment_is_in_no_copy(put: Callable[..., Path], root: Path) -> None:
    original = put(comment=SECRET)
    assert SECRET in original.read_bytes()

    build(root)

    assert [path.name for path in built(root) if SECRET in path.read_bytes()] == []


def test_a_picture_taken_sideways_is_shown_upright(put: Callable[..., Path], root: Path) -> None:
    path = put(size=(800, 400), exif=exif(orientation=6))

    build(root)

    assert originals.measure(path) == (400, 800)
    assert opened(root / "built/pictures/room-400.jpg").size == (400, 800)


def test_what_is_clear_becomes_paper_where_the_format_knows_no_clear(
    put: Callable[..., Path], root: Path
) -> None:
    path = put("room.png", size=(500, 500), mode="RGBA")
    Image.new("RGBA", (500, 500), (0, 0, 0, 0)).save(path)

    build(root)

    assert opened(root / "built/pictures/room-480.jpg").getpixel((9, 9)) == pytest.approx(
        (251, 249, 244), abs=2
    )
    assert opened(root / "built/pictures/room-480.webp").mode == "RGBA"


def test_width_and_height_are_kept(put: Callable[..., Path], root: Path) -> None:
    put(size=(640, 320))

    build(root)

    assert '"height": 320' in (root / "built" / "record.json").read_text()


def test_a_second_run_does_nothing(put: Callable[..., Path], root: Path) -> None:
    put()
    assert build(root) == 1
    before = [path.stat().st_mtime_ns for path in built(root)]

    assert build(root) == 0

    assert [path.stat().st_mtime_ns for path in built(root)] == before


def test_only_what_changed_is_made_again(put: Callable[..., Path], root: Path) -> None:
    put("one.jpg")
    put("two.jpg")
    build(root)

    put("two.jpg", quality=50)

    assert build(root) == 1


def test_a_lost_copy_is_made_again(put: Callable[..., Path], root: Path) -> None:
    put()
    build(root)

    (root / "built/pictures/room-480.avif").unlink()

    assert (build(root), len(built(root))) == (1, 9)


def test_the_copies_of_a_removed_picture_go_with_it(put: Callable[..., Path], root: Path) -> None:
    path = put()
    build(root)

    path.unlink()
    build(root)

    assert built(root) == []


def test_a_broken_record_costs_one_more_run_and_nothing_else(put: Callable[..., Path], root: Path) -> None:
    put()
    build(root)

    (root / "built" / "record.json").write_text("{half", encoding="utf-8")

    assert (build(root), build(root)) == (1, 0)


def test_each_thing_made_is_told_before(put: Callable[..., Path], root: Path) -> None:
    put("one.jpg")
    put("two.jpg")
    told: list[tuple[int, int, str]] = []

    image_build.run(images.jobs(root), root / "built", lambda *line: told.append(line))

    assert told == [(1, 2, "pictures/one.jpg"), (2, 2, "pictures/two.jpg")]
