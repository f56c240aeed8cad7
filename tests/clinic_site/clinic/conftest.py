"""The fictitious clinic, whose pictures are encoded once in a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.conf import settings
from django.test import override_settings

from clinic_site import clinic
from clinic_site.clinic import first_values, pictures

EXAMPLE = settings.BASE_DIR / "clinic_site" / "clinic" / "example.toml"


@pytest.fixture(scope="session")
def encode_once() -> Callable[[bytes], pictures.Encoded]:
    """Return `encode`, which takes over a second for all drawings, with a memory of what it returned."""
    return cache(pictures.encode)


@pytest.fixture
def example(
    db: None, encode_once: Callable[[bytes], pictures.Encoded], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Store the facts of the fictitious clinic; its drawings come with the command `example_clinic`."""
    monkeypatch.setattr(pictures, "encode", encode_once)
    with override_settings(CLINIC_FILE=EXAMPLE):
        clinic.clear_cache()
        first_values.load_once()
        yield
    clinic.clear_cache()
