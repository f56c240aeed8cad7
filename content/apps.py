"""The content app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class ContentConfig(AppConfig):
    """Refuses to start with a page that cannot be shown as it was meant."""

    name = "content"

    def ready(self) -> None:
        """Check what this app needs before the first request."""
        from django.utils.autoreload import autoreload_started

        from content import changes, checks, library, synonyms
        from content.faults import ContentError

        try:
            library.library()
            changes.changes()
            synonyms.synonyms()
        except ContentError as error:
            raise ImproperlyConfigured(str(error)) from None
        checks.register_all()
        autoreload_started.connect(_watch_pages)


def _watch_pages(sender: object, **_: object) -> None:
    from content.library import ROOT

    sender.watch_dir(ROOT, "**/*.md")
    sender.watch_dir(ROOT, "**/*.yaml")
