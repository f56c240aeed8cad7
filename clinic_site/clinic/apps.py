"""The app of the facts about the clinic."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClinicConfig(AppConfig):
    """Loads the clinic file into the database once, after the first migration that can take it."""

    name = "clinic_site.clinic"
    label = "clinic"
    verbose_name = "The clinic"

    def ready(self) -> None:
        """Connect the loading of the first values."""
        from clinic_site.clinic import first_values

        post_migrate.connect(first_values.after_migration, sender=self, dispatch_uid=first_values.DISPATCH)
