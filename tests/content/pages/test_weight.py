"""The HTML of pages is small enough for slow connections."""

from __future__ import annotations

from collections.abc import Callable

import brotli
import pytest

from content.library import in_all_languages

MOST = 12 * 1024
#: The main page has 31 sources, five questions, and the complete form, whose random timestamp makes some
#: bytes of difference; the others list all sources. Spanish needs more letters to say the same.
LARGER = {
    "/ptsd-medication-alternatives/": 13_100,
    "/es/alternativas-a-los-medicamentos-para-el-tept/": 14_500,
    "/every-source/": 12_800,
    "/es/todas-las-fuentes/": 13_600,
}


@pytest.mark.parametrize("path", [page.path for page in in_all_languages()])
def test_page_stays_below_its_size_limit(shown: Callable[[str], str], path: str) -> None:
    weight = len(brotli.compress(shown(path).encode()))

    assert weight <= LARGER.get(path, MOST)
