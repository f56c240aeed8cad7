"""Purge the access log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinic_site.accounts.throttling import purge_access_log


class Command(BaseCommand):
    """Delete sign-ins older than 30 days and expired sessions. Run daily."""

    help = "Delete sign-ins older than 30 days and expired sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete the entries and print their number."""
        self.stdout.write(f"{purge_access_log(timezone.now())} entries deleted.")
