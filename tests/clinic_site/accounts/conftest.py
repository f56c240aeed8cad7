"""Start each test of accounts without used codes and counted failures."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _without_counts(empty_cache: None) -> None:
    """Clear the cache before each test."""
