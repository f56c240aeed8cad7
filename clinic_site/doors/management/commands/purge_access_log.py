"""Forgetting failed sign-ins and ended sessions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinic_site.doors.lockout import purge_access_log


class Command(BaseCommand):
    """Delete failed sign-ins older than 30 days, and sessions that have ended; meant for once a day."""

    help = "Delete failed sign-ins older than 30 days, and sessions that have ended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how much."""
        self.stdout.write(f"{purge_access_log(timezone.now())} entries deleted.")
