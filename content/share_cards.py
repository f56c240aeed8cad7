"""The picture that goes along when a page is shared: its title and section on paper, above the hills."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from functools import cache, partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.image_build import Job, save

SIZE = (1200, 630)  # what Facebook, LinkedIn, X and messengers show uncropped
_RECIPE = "1"  # another one makes all cards anew
_LEFT, _TOP, _ROOM = 84, 168, 1032
_PAPER, _INK, _SPRUCE, _QUIET, _CLAY = "#fbf9f4", "#1b2a29", "#17473f", "#4a5957", "#a4432a"
_SUN, _FAR, _MID, _NEAR = "#e9b98a", "#cfdcd2", "#8fb0a0", "#17473f"
# Cubic curves across the card, as (x, y) of start, two handles and end; what is below is filled.
_HILLS = (
    (_FAR, ((0, 540), (380, 420), (640, 640), (1200, 490))),
    (_MID, ((0, 580), (300, 520), (760, 634), (1200, 548))),
    (_NEAR, ((0, 616), (420, 574), (800, 628), (1200, 592))),
)
_SHARP = 3  # drawn this much larger and made smaller, for smooth edges


@dataclass(frozen=True)
class Card:
    """What stands on one card; `name` is its file name without the ending."""

    name: str
    title: str
    section: str
    site: str

    @property
    def place(self) -> str:
        """The name of the built file among the static files."""
        return f"cards/{self.name}.png"


def job(card: Card, font: Path) -> Job:
    """Return how to make a card with a font that has a weight axis."""
    told = "\n".join((_RECIPE, *astuple(card))).encode()
    return Job(
        name=f"cards/{card.name}",
        key=hashlib.sha256(told + font.read_bytes()).hexdigest(),
        outputs=(card.place,),
        make=partial(_make, card, font),
        facts={"width": SIZE[0], "height": SIZE[1]},
    )


def draw(card: Card, font: Path) -> Image.Image:
    """Return a card. A title that is long is set smaller, and at worst cut off with an ellipsis."""
    image = _hills().copy()
    pen = ImageDraw.Draw(image)
    pen.text((_LEFT, 76), card.site, font=_type(font, 34, 720), fill=_SPRUCE)
    pen.rectangle((_LEFT, 132, _LEFT + 72, 137), fill=_CLAY)
    if card.section:
        pen.text((_LEFT, _TOP - 6), card.section, font=_type(font, 32, 450), fill=_QUIET)
    size, lines = _fitted(card.title, font)
    for number, line in enumerate(lines):
        at = (_LEFT, _TOP + 46 + number * round(size * 1.16))
        pen.text(at, line, font=_type(font, size, 720), fill=_INK)
    return image


def _make(card: Card, font: Path, folder: Path) -> None:
    # Flat colours: a palette is a third of the weight, and nobody can tell.
    image = draw(card, font).quantize(96, dither=Image.Dither.NONE)
    save(folder / card.place, partial(image.save, format="PNG", optimize=True))


@cache
def _hills() -> Image.Image:
    large = Image.new("RGB", (SIZE[0] * _SHARP, SIZE[1] * _SHARP), _PAPER)
    pen = ImageDraw.Draw(large)
    pen.circle((985 * _SHARP, 492 * _SHARP), 50 * _SHARP, fill=_SUN)
    for colour, curve in _HILLS:
        edge = [_on_curve(curve, step / 100) for step in range(101)]
        pen.polygon([*edge, (SIZE[0] * _SHARP, SIZE[1] * _SHARP), (0, SIZE[1] * _SHARP)], fill=colour)
    return large.resize(SIZE, Image.Resampling.LANCZOS)


def _on_curve(curve: tuple[tuple[int, int], ...], at: float) -> tuple[float, float]:
    left = 1 - at
    weights = (left**3, 3 * left**2 * at, 3 * left * at**2, at**3)
    x, y = (sum(w * point[axis] for w, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x * _SHARP, y * _SHARP


def _type(font: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(font, size)
    face.set_variation_by_axes([weight])
    return face


def _fitted(title: str, font: Path) -> tuple[int, list[str]]:
    for size, most in ((76, 2), (60, 3), (52, 3)):
        lines = _lines(title, _type(font, size, 720))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[:2], f"{lines[2].rstrip(' ,.;:')} …"]


def _lines(text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.getlength(longer) > _ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
