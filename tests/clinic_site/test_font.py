"""The font has every weight in use, and its first file all that English and Spanish need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from PIL import ImageFont

from clinic_site.ops import static_bundles

FOLDER = settings.BASE_DIR / "static" / "fonts"
FONTS = sorted(FOLDER.glob("*.woff2"))
FIRST = FOLDER / "atkinson-hyperlegible-next.woff2"
CSS = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")
ADMIN_CSS = (settings.BASE_DIR / "static" / "staff" / "admin.css").read_text(encoding="utf-8")
#: With its headers, what a server sends before it waits for the first answer (ten segments, RFC 6928).
FIRST_WINDOW = 13_400


def _face(font: Path) -> str:
    return next(face for face in re.findall(r"@font-face \{[^}]*\}", CSS) if font.name in face)


def _characters(font: Path) -> set[int]:
    """Return the characters for which browsers load the file."""
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", _face(font))
    return {each for first, last in ranges for each in range(int(first, 16), int(last or first, 16) + 1)}


@pytest.fixture(scope="module", params=FONTS, ids=lambda font: font.stem)
def weights(request: pytest.FixtureRequest) -> range:
    """Return the weights of a font file."""
    (axis,) = ImageFont.truetype(request.param, 20).get_variation_axes()
    return range(axis["minimum"], axis["maximum"] + 1)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_the_style_sheet_declares_the_weights_of_the_file(font: Path, weights: range) -> None:
    assert f"font-weight: {weights[0]} {weights[-1]};" in _face(font)


def test_the_font_has_every_weight_in_use(weights: range) -> None:
    used = {int(weight) for weight in re.findall(r"font-weight: (\d+);", CSS)}

    assert used
    assert [weight for weight in used if weight not in weights] == []


def test_english_and_spanish_need_only_the_first_file() -> None:
    texts = [
        *(settings.BASE_DIR / "content" / "pages").rglob("*.md"),
        *(settings.BASE_DIR / "content" / "data").rglob("*.yaml"),
        *(settings.BASE_DIR / "content" / "charts").rglob("*.yaml"),
        *(settings.BASE_DIR / "intake" / "faq").rglob("*.md"),
        *(settings.BASE_DIR / "locale").rglob("*.po"),
    ]
    used = {ord(letter) for text in texts for letter in text.read_text(encoding="utf-8")}

    (second,) = set(FONTS) - {FIRST}
    assert texts
    assert {chr(each) for each in used & _characters(second)} == set()


def test_a_name_from_elsewhere_has_letters_in_the_second_file() -> None:
    (second,) = set(FONTS) - {FIRST}

    assert set(map(ord, "Zoë Çelik Müller Øyvind")) <= _characters(FIRST) | _characters(second)
    assert not _characters(FIRST) & _characters(second)


def test_the_staff_side_takes_the_fonts_of_the_site() -> None:
    request = RequestFactory().get("/admin/")
    request.user = AnonymousUser()
    page = render_to_string("admin/base_site.html", {"request": request})

    assert "/css/fonts" in page
    assert "@font-face" not in ADMIN_CSS


def test_the_first_file_arrives_in_one_round_trip() -> None:
    assert FIRST.stat().st_size <= FIRST_WINDOW
    assert all(font.stat().st_size <= 10_000 for font in FONTS if font != FIRST)
