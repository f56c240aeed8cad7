"""The font has every weight in use, and its file is small."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from PIL import ImageFont

from clinic_site.ops import static_bundles

FONT = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
CSS = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def weights() -> range:
    """Return the weights of the font file."""
    (axis,) = ImageFont.truetype(FONT, 20).get_variation_axes()
    return range(axis["minimum"], axis["maximum"] + 1)


def test_the_style_sheet_declares_the_weights_of_the_file(weights: range) -> None:
    face = re.search(r"@font-face \{[^}]*atkinson[^}]*\}", CSS)[0]

    assert f"font-weight: {weights[0]} {weights[-1]};" in face


def test_the_font_has_every_weight_in_use(weights: range) -> None:
    used = {int(weight) for weight in re.findall(r"font-weight: (\d+);", CSS)}

    assert used
    assert [weight for weight in used if weight not in weights] == []


def test_the_font_file_is_small() -> None:
    assert FONT.stat().st_size <= 25_000
