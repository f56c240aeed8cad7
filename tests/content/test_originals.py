"""Originals: nothing large, broken or strange is opened."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from content import image_build, images, originals
from content.faults import ContentError


def build(root: Path) -> int:
    return image_build.run(images.jobs(root), root / "built")


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
