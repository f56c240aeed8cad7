"""The URL of the export page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from intake.enums import ExportFormat


def join_ids(ids: Iterable[uuid.UUID]) -> str:
    """Return ids in the format that the export page reads."""
    return ".".join(pk.hex for pk in ids)


def export_address(ids: Iterable[uuid.UUID] = (), file_format: ExportFormat | None = None) -> str:
    """Return the URL of the export page, with the given requests and format preselected."""
    query = {"ids": join_ids(ids), "format": file_format or ""}
    chosen = urlencode({name: value for name, value in query.items() if value})
    return reverse("admin:intake_submission_export") + (f"?{chosen}" if chosen else "")
