"""A page arrives fast on a weak line: its HTML is light."""

from __future__ import annotations

from collections.abc import Callable

import brotli
import pytest

from content.library import library

MOST = 12 * 1024
#: It tells everything once, with 32 sources, five questions and the whole form at its end.
FLAGSHIP, MOST_OF_THE_FLAGSHIP = "/ptsd-medication-alternatives/", 13_400


@pytest.mark.parametrize("path", [page.path for page in library().pages.values()])
def test_a_page_is_light(shown: Callable[[str], str], path: str) -> None:
    weight = len(brotli.compress(shown(path).encode()))

    assert weight <= (MOST_OF_THE_FLAGSHIP if path == FLAGSHIP else MOST)
