"""A picture that somebody puts into the content folder cannot fill the memory of whoever builds the site."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.stack import ROOT

LARGEST = (6_000, 4_000)  # pixels that the README allows
_MEGABYTE = 1024  # kB
# Builds the pictures below a folder in a process of its own, and tells what it cost.
_BUILD = """
import json, resource, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from content import image_build, images
from content.faults import ContentError


def peak():
    # Not ru_maxrss: a process begins with that of whoever started it, and grows unseen below it.
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])


root, told = Path(sys.argv[1]), ""
before = peak()
try:
    image_build.run(images.jobs(root), root / "built")
except ContentError as fault:
    told = str(fault)
use = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"told": told, "grew": peak() - before, "seconds": use.ru_utime + use.ru_stime}))
"""


@pytest.fixture
def build(tmp_path: Path) -> Callable[[str, bytes], dict]:
    """Return a builder of one picture: what it was told, by how many kB it grew, what it took."""

    def run(name: str, content: bytes) -> dict:
        (tmp_path / "images").mkdir(exist_ok=True)
        (tmp_path / "images" / name).write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", _BUILD, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        built = tmp_path / "built" / "pictures"
        files = list(built.iterdir()) if built.is_dir() else []
        return json.loads(done.stdout) | {"files": files}

    return run


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _zeros(length: int) -> bytes:
    """Return so many zero bytes, compressed; they are never in memory at once."""
    press, out = zlib.compressobj(9), []
    for start in range(0, length, 1 << 20):
        out.append(press.compress(bytes(min(1 << 20, length - start))))
    return b"".join([*out, press.flush()])


def png(size: tuple[int, int], *more: bytes, inside: tuple[int, int] | None = None, depth: int = 8) -> bytes:
    """Return a black picture of so many bits a pixel, with `more` parts; `inside` is its true size."""
    width, height = inside or size
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, 0, 0, 0, 0))
    pixels = _chunk(b"IDAT", _zeros((width * depth // 8 + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + _chunk(b"IEND", b"")


def _saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 500), "#8fb0a0").save(out, kind, **options)
    return out.getvalue()


def _animated(kind: str, frames: int) -> bytes:
    out = io.BytesIO()
    first, *others = (Image.new("RGB", (900, 900), (number * 9 % 255, 0, 0)) for number in range(frames))
    first.save(out, kind, save_all=True, append_images=others)
    return out.getvalue()


_MANY = "has more than 24 million pixels; save it smaller"
_OTHER = "is no picture in JPEG, PNG, WEBP; save it as one of them"
HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "whole-bomb": (lambda: png((30_000, 30_000), depth=1), _MANY),
    "bomb-of-one-line": (lambda: png((2_000_000_000, 1), inside=(8, 8)), _MANY),
    "head-of-a-bomb": (lambda: png((2**31 - 1, 2**31 - 1), inside=(8, 8)), _MANY),
    "gif": (lambda: _saved("GIF"), _OTHER),
    "moving-gif": (lambda: _animated("GIF", 60), _OTHER),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', _OTHER),
    "svg-with-entities": (lambda: b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', _OTHER),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", _OTHER),
    "page": (lambda: b"<!doctype html><script>alert(1)</script>", _OTHER),
    "half-a-picture": (lambda: _saved("JPEG", quality=95)[:-2000], "is broken"),
    "half-a-png": (lambda: _saved("PNG")[:-900], "is broken"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_is_refused_by_its_name_before_it_costs_memory(
    build: Callable[[str, bytes], dict], name: str
) -> None:
    make, told = HARMFUL[name]
    content = make()
    assert len(content) < 1_000_000

    cost = build(f"{name}.png", content)

    assert f"{name}.png, line 1: {told}" in cost["told"]
    assert cost["files"] == []
    assert cost["grew"] < 50 * _MEGABYTE
    assert cost["seconds"] < 5


_WORDS = b"<script>alert(1)</script>"
TWO_IN_ONE: dict[str, Callable[[], bytes]] = {
    "words-after-the-picture": lambda: _saved("PNG") + _WORDS,
    "words-inside": lambda: png((900, 500), _chunk(b"tEXt", b"Comment\0" + _WORDS)),
    "comment": lambda: _saved("JPEG", comment=_WORDS),
    "page-after-a-jpeg": lambda: _saved("JPEG") + b"<!doctype html>" + _WORDS,
    "moving-webp": lambda: _animated("WEBP", 60) + _WORDS,
    "moving-png": lambda: _animated("PNG", 60) + _WORDS,
}


@pytest.mark.parametrize("name", TWO_IN_ONE)
def test_what_hides_behind_a_picture_is_in_no_copy(build: Callable[[str, bytes], dict], name: str) -> None:
    cost = build(f"{name}.png", TWO_IN_ONE[name]())

    assert (cost["told"], len(cost["files"])) == ("", 9)
    assert [path.name for path in cost["files"] if b"script" in path.read_bytes()] == []
    assert cost["grew"] < 200 * _MEGABYTE


@pytest.mark.parametrize("part", [b"zTXt", b"iCCP", b"iTXt"])
def test_text_that_swells_costs_no_memory(build: Callable[[str, bytes], dict], part: bytes) -> None:
    head = b"a\0\1\0\0\0" if part == b"iTXt" else b"a\0\0"
    swollen = head + _zeros(500_000_000)

    cost = build("swollen.png", png((900, 500), _chunk(part, swollen)))

    assert cost["told"] == "" or "swollen.png, line 1: is" in cost["told"]
    assert cost["grew"] < 200 * _MEGABYTE


def test_an_exif_head_that_points_into_itself_ends(build: Callable[[str, bytes], dict]) -> None:
    # One part with 60,000 entries, each of which says that its text is 4 GB long, and whose next is itself.
    entries = struct.pack("<HHII", 0x010E, 2, 0xFFFFFFFF, 8) * 5_400
    loop = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 5_400) + entries + struct.pack("<I", 8)

    cost = build("loop.jpg", _saved("JPEG", exif=b"Exif\0\0" + loop))

    assert (cost["told"], len(cost["files"])) == ("", 9)
    assert cost["grew"] < 200 * _MEGABYTE
    assert cost["seconds"] < 10


def test_the_largest_picture_that_is_taken_stays_within_its_bound(
    build: Callable[[str, bytes], dict],
) -> None:
    cost = build("large.png", png(LARGEST))

    assert (cost["told"], len(cost["files"])) == ("", 9)
    assert cost["grew"] < 400 * _MEGABYTE
