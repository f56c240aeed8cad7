"""App configuration of the project, which joins the two apps."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ClinicSiteConfig(AppConfig):
    """Register the project's system checks, and create the cache table after each migration."""

    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self) -> None:
        """Register checks and connect signals."""
        from clinic_site import checks
        from clinic_site.core import json_cache

        checks.register_all()
        # Django sends this signal only for apps with models.
        post_migrate.connect(json_cache.make_table, sender=apps.get_app_config("intake"))
