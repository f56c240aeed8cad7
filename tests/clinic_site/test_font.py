"""The one font: it has every weight that is asked for, and is light."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from PIL import ImageFont

from clinic_site import bundles

FONT = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
CSS = bundles.build(bundles.CSS).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def weights() -> range:
    """Return the weights that the file itself can draw."""
    (axis,) = ImageFont.truetype(FONT, 20).get_variation_axes()
    return range(axis["minimum"], axis["maximum"] + 1)


def test_the_style_sheet_says_which_weights_the_file_has(weights: range) -> None:
    face = re.search(r"@font-face \{[^}]*atkinson[^}]*\}", CSS)[0]

    assert f"font-weight: {weights[0]} {weights[-1]};" in face


def test_the_font_has_every_weight_that_the_pages_use(weights: range) -> None:
    used = {int(weight) for weight in re.findall(r"font-weight: (\d+);", CSS)}

    assert used
    assert [weight for weight in used if weight not in weights] == []


def test_the_font_is_light() -> None:
    assert FONT.stat().st_size <= 25_000
