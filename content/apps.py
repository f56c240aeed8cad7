"""The content app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class ContentConfig(AppConfig):
    """App that refuses to start if a page or data file contains an error."""

    name = "content"

    def ready(self) -> None:
        """Load all pages and data files. Raises ImproperlyConfigured if one contains an error."""
        from django.core.checks import Tags, register
        from django.utils.autoreload import autoreload_started

        from content import changes, checks, library
        from content.errors import ContentError
        from content.search import synonyms

        try:
            library.library()
            changes.changes()
            synonyms.synonyms()
        except ContentError as error:
            raise ImproperlyConfigured(str(error)) from None
        register(checks.check_pages, Tags.compatibility)
        register(checks.check_dates, Tags.compatibility, deploy=True)
        autoreload_started.connect(_watch_pages)


def _watch_pages(sender: object, **_: object) -> None:
    from content.library import ROOT

    sender.watch_dir(ROOT, "**/*.md")
    sender.watch_dir(ROOT, "**/*.yaml")
