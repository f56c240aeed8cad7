#!/usr/bin/env python
"""Django's command line for the clinic site."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command; an error of the configuration or the database ends in one clear line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        # Django would ignore an error in the settings here and fail later.
        settings.INSTALLED_APPS  # noqa: B018
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        reason = str(error).partition("\n")[0]  # what follows may quote a row
        sys.exit(
            f"Stopped: the database cannot be used: {reason}. Is it running, and was `migrate` run with this "
            "release? With --traceback, the place in the code is shown."
        )


if __name__ == "__main__":
    main()
