"""The project's own app: what joins the two others."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class ClinicSiteConfig(AppConfig):
    """Refuses to start with a clinic file that cannot be used."""

    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self) -> None:
        """Check what this app needs before the first request."""
        from clinic_site import checks, clinic

        checks.register_all()
        try:
            clinic.current()
        except clinic.ClinicFileError as error:
            raise ImproperlyConfigured(str(error)) from None
