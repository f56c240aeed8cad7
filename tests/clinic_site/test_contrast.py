"""Every pair of colors has enough contrast in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
_LIGHT, _DARK = TOKENS.split("@media (prefers-color-scheme: dark)")

TEXT, LARGE_OR_CONTROL = 4.5, 3.0
PAIRS = [
    *[(ink, paper, 7.0) for ink in ("ink",) for paper in ("paper", "raised", "sage")],
    *[(ink, paper, TEXT) for ink in ("quiet", "link", "spruce") for paper in ("paper", "raised", "sage")],
    *[("error", paper, TEXT) for paper in ("paper", "raised", "error-paper")],
    *[(ink, "night", TEXT) for ink in ("on-night", "on-night-strong")],
    ("on-clay", "clay", TEXT),
    ("on-focus", "focus", 7.0),
    ("paper", "ink", 7.0),
    ("paper", "spruce", TEXT),
    ("paper", "error", TEXT),
    *[("control", paper, LARGE_OR_CONTROL) for paper in ("paper", "raised", "sage")],
    *[("clay", paper, LARGE_OR_CONTROL) for paper in ("paper", "raised")],
    ("on-focus", "focus", LARGE_OR_CONTROL),
    ("focus", "night", LARGE_OR_CONTROL),
    ("night-edge", "paper", LARGE_OR_CONTROL),
]


def _colors(scheme: str) -> dict[str, str]:
    light = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", _LIGHT))
    return (
        light if scheme == "light" else light | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", _DARK))
    )


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    channels = [int(digits[position : position + 2], 16) / 255 for position in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert round(_contrast("#000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "minimum"), PAIRS)
def test_a_pair_of_colors_has_enough_contrast(ink: str, paper: str, minimum: float, scheme: str) -> None:
    colors = _colors(scheme)

    assert _contrast(colors[ink], colors[paper]) >= minimum


def test_the_dark_scheme_defines_only_colors_of_the_light_one() -> None:
    names = [set(re.findall(r"--([a-z0-9-]+): #", part)) for part in (_LIGHT, _DARK)]

    assert names[1] <= names[0]
