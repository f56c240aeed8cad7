"""Pictures in pages: three widths in three formats of each file in `images/`.

Only these copies are served. They are made from the pixels, so nothing else of the original (place,
camera, comment) is in them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from PIL import Image

from content import originals
from content.faults import ContentError
from content.image_build import Job, save

WIDTHS = (480, 800, 1200)
_PAPER = (251, 249, 244)  # behind what is clear, in the format that knows no clear
_RECIPE = "1"  # another one makes all pictures anew
_SAVE = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 6},
    "webp": {"format": "WEBP", "quality": 80, "method": 5},
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(jpe?g|png|webp)")
# A page is rendered before its pictures are collected; where they are is put in when it is shown.
_LATER = re.compile(r"static:(pictures/[a-z0-9-]+\.(?:avif|webp|jpg))")


def picture(name: str, alt: str, caption: str, root: Path) -> SafeString:
    """Return a file of `images/` below `root` as a `<figure>`, with its caption when it has one.

    Pass what is shown through `addressed`. Raises ContentError when the name, the file or the
    alternative text is not usable.
    """
    path = root / "images" / name
    if not _NAME.fullmatch(name):
        raise ContentError(path, 1, f"{name!r} is no name of a picture; name it like quiet-room.jpg")
    if not alt.strip():
        raise ContentError(path, 1, f"{name} has no text for those who cannot see it; say what it shows")
    if not path.is_file():
        raise ContentError(path, 1, f"there is no picture {name}; put it into {path.parent}")
    width, height = _measure(path)
    sizes = widths(width)
    context = {
        "alt": alt.strip(),
        "caption": caption.strip(),
        "width": width,
        "height": height,
        "src": _later(path, sizes[min(1, len(sizes) - 1)], "jpg"),
        "sets": {
            ending: ", ".join(f"{_later(path, size, ending)} {size}w" for size in sizes) for ending in _SAVE
        },
    }
    return SafeString(render_to_string("components/picture.html", context).strip())


def addressed(html: str) -> SafeString:
    """Return rendered HTML with the addresses of its pictures put in."""
    return SafeString(_LATER.sub(lambda found: static(found[1]), html))


def widths(width: int) -> tuple[int, ...]:
    """Return the widths that are made of an original: never wider than it is."""
    return tuple(size for size in WIDTHS if size < width) + ((width,) if width <= max(WIDTHS) else ())


def jobs(root: Path) -> Iterator[Job]:
    """Yield what has to be made of each file in `images/` below `root`.

    Raises ContentError on a file that is no usable picture.
    """
    stems: dict[str, Path] = {}
    for path in sorted((root / "images").glob("[!.]*")):
        if not _NAME.fullmatch(path.name):
            raise ContentError(path, 1, "is no name of a picture; name it like quiet-room.jpg")
        if path.stem in stems:
            raise ContentError(path, 1, f"has the same name as {stems[path.stem].name}; rename one")
        stems[path.stem] = path
        width, height = _measure(path)
        yield Job(
            name=f"pictures/{path.name}",
            key=hashlib.sha256(_RECIPE.encode() + path.read_bytes()).hexdigest(),
            outputs=tuple(_place(path, size, ending) for size in widths(width) for ending in _SAVE),
            make=partial(_make, path),
            facts={"width": width, "height": height},
        )


def _make(path: Path, folder: Path) -> None:
    try:
        image = originals.pixels(path)
    except originals.Unusable as fault:
        raise ContentError(path, 1, str(fault)) from None
    for size in widths(image.width):
        smaller = image.resize(
            (size, max(1, round(image.height * size / image.width))), Image.Resampling.LANCZOS
        )
        for ending, options in _SAVE.items():
            shown = _on_paper(smaller) if ending == "jpg" else smaller
            save(folder / _place(path, size, ending), partial(shown.save, **options))


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _measure(path: Path) -> tuple[int, int]:
    try:
        return originals.measure(path)
    except originals.Unusable as fault:
        raise ContentError(path, 1, str(fault)) from None


def _place(path: Path, size: int, ending: str) -> str:
    return f"pictures/{path.stem}-{size}.{ending}"


def _later(path: Path, size: int, ending: str) -> str:
    return f"static:{_place(path, size, ending)}"
