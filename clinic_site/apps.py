"""The project's own app: what joins the two others."""

from __future__ import annotations

from django.apps import AppConfig


class ClinicSiteConfig(AppConfig):
    """Registers the checks of the project."""

    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self) -> None:
        """Check what a live site needs before it goes live."""
        from clinic_site import checks

        checks.register_all()
