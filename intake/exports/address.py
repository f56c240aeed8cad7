"""The address of the page on which staff take requests out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from intake.enums import ExportFormat


def ids_in_words(ids: Iterable[uuid.UUID]) -> str:
    """Return ids as the page takes them."""
    return ".".join(pk.hex for pk in ids)


def export_address(ids: Iterable[uuid.UUID] = (), as_what: ExportFormat | None = None) -> str:
    """Return the address of the page, with some requests and a format chosen."""
    query = {"ids": ids_in_words(ids), "format": as_what or ""}
    chosen = urlencode({name: value for name, value in query.items() if value})
    return reverse("admin:intake_submission_export") + (f"?{chosen}" if chosen else "")
