"""The HTML of pages is small enough for slow connections."""

from __future__ import annotations

import re
from collections.abc import Callable

import brotli
import pytest
from django.conf import settings

from content.library import in_all_languages

MOST = 12 * 1024
#: The main page has 31 sources, five questions, and the complete form, whose random timestamp makes some
#: bytes of difference; the others list all sources. Spanish needs more letters to say the same.
LARGER = {
    "/ptsd-medication-alternatives/": 13_300,
    "/es/alternativas-a-los-medicamentos-para-el-tept/": 14_700,
    "/every-source/": 12_800,
    "/es/todas-las-fuentes/": 13_600,
}


@pytest.mark.parametrize("path", [page.path for page in in_all_languages()])
def test_page_stays_below_its_size_limit(shown: Callable[[str], str], path: str) -> None:
    weight = len(brotli.compress(shown(path).encode()))

    assert weight <= LARGER.get(path, MOST)


def test_page_asks_for_four_files(shown: Callable[[str], str]) -> None:
    """A fifth would share the connection's speed with the font, and the first view would wait for it."""
    head = shown("/").partition("</head>")[0]

    asked_for = re.findall(r'<link rel="(stylesheet|preload|icon|manifest)"|<(script) src', head)

    assert ["".join(names) for names in asked_for] == ["stylesheet", "preload", "icon", "script"]


def test_font_arrives_within_two_round_trips() -> None:
    """Beside the other three files, a slow connection brings ten TCP segments of 1,460 bytes in that time."""
    font = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
    headers = 1_100

    assert font.stat().st_size + headers <= 10 * 1_460
