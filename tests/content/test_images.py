"""Pictures: only pixels are served, nothing large or strange is opened, nothing is made twice."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from content import image_build, images, library, originals
from content.faults import ContentError

Find = Callable[..., list[dict[str, str]]]
SECRET = b"40.2600 N 74.2700 W"


@pytest.fixture
def put(root: Path) -> Callable[..., Path]:
    """Return a maker of picture files, striped so that turning them can be seen."""

    def make(
        name: str = "room.jpg", size: tuple[int, int] = (1000, 500), mode: str = "RGB", **save: object
    ) -> Path:
        path = root / "images" / name
        path.parent.mkdir(exist_ok=True)
        image = Image.new(mode, size, "#8fb0a0")
        image.paste((164, 67, 42), (0, 0, size[0] // 2, size[1]))
        image.save(path, **save)
        return path

    return make


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


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 10_000), (6_000, 5_000), (4_900, 4_900)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(root: Path, size: tuple[int, int]) -> None:
    (root / "images").mkdir()
    (root / "images" / "bomb.png").write_bytes(png_header(*size))

    with pytest.raises(
        ContentError, match=r"bomb\.png, line 1: has more than 24 million pixels; save it smaller"
    ):
        build(root)


def test_a_picture_of_just_enough_pixels_is_measured(root: Path) -> None:
    path = root / "large.png"
    path.write_bytes(png_header(6_000, 4_000))

    assert originals.measure(path) == (6_000, 4_000)


def test_a_heavy_file_is_refused(
    root: Path, put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    monkeypatch.setattr(originals, "MAX_BYTES", 1000)

    with pytest.raises(ContentError, match="save it smaller"):
        build(root)


@pytest.mark.parametrize("content", [b"some words", b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_another_kind_of_file_under_the_name_of_a_picture_is_refused(root: Path, content: bytes) -> None:
    (root / "images").mkdir()
    (root / "images" / "words.jpg").write_bytes(content)

    with pytest.raises(ContentError, match=r"words\.jpg, line 1: is no picture in JPEG, PNG, WEBP"):
        build(root)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_another_format_under_the_name_of_a_picture_is_refused(
    put: Callable[..., Path], root: Path, kind: str
) -> None:
    put(format=kind)

    with pytest.raises(ContentError, match="is no picture in JPEG, PNG, WEBP"):
        build(root)


def test_half_a_picture_is_refused(put: Callable[..., Path], root: Path) -> None:
    path = put()
    path.write_bytes(path.read_bytes()[:-900])

    with pytest.raises(ContentError, match="is broken"):
        build(root)


def test_two_pictures_of_one_name_are_refused(put: Callable[..., Path], root: Path) -> None:
    put("room.jpg")
    put("room.png")

    with pytest.raises(ContentError, match=r"room\.png, line 1: has the same name as room\.jpg; rename one"):
        build(root)


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
