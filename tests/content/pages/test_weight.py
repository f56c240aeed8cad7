"""The HTML of pages is small enough for slow connections."""

from __future__ import annotations

from collections.abc import Callable

import brotli
import pytest

from content.library import library

MOST = 12 * 1024
#: The main page has 30 sources, five questions, and the complete form, whose random timestamp makes some
#: bytes of difference; the other one lists all sources.
LARGER = {"/ptsd-medication-alternatives/": 13_500, "/every-source/": 14_000}


@pytest.mark.parametrize("path", [page.path for page in library().pages.values()])
def test_page_stays_below_its_size_limit(shown: Callable[[str], str], path: str) -> None:
    weight = len(brotli.compress(shown(path).encode()))

    assert weight <= LARGER.get(path, MOST)
