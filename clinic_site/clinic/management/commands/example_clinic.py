"""Draw pictures for the fictitious clinic; `make run CLINIC=example` calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.clinic.example_pictures import add_pictures


class Command(BaseCommand):
    """Add drawn portraits, a room and a map to the fictitious clinic."""

    help = "Add drawn pictures to the fictitious clinic."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the pictures. Raises CommandError for a real clinic: its site shows nothing made up."""
        if Path(settings.CLINIC_FILE).name != "example.toml":
            raise CommandError("this is only for the fictitious clinic; run: make run CLINIC=example")
        add_pictures()
