"""App configuration for the facts about the clinic."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClinicConfig(AppConfig):
    """Loads the clinic file into the database once, after the first migration that can take it."""

    name = "clinic_site.clinic"
    label = "clinic"
    verbose_name = "The clinic"

    def ready(self) -> None:
        """Load the first values after each migration, unless they are loaded already."""
        from clinic_site.clinic import first_values

        post_migrate.connect(first_values.after_migration, sender=self, dispatch_uid=first_values.DISPATCH)
