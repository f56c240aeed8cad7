#!/usr/bin/env python
"""Django's command line for the clinic site."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command; a configuration error ends in one clear line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        # Django would ignore an error in the settings here and fail later.
        settings.INSTALLED_APPS  # noqa: B018
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")


if __name__ == "__main__":
    main()
