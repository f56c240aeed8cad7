"""The site's settings with a short wait for locks, and a database that may not grow if FULL says so."""

import os

from clinic_site.settings import *  # noqa: F403

_options = DATABASES["default"]["OPTIONS"]  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    _options["timeout"] = 2
    if os.environ.get("FULL"):
        # The very error of a full disk (SQLITE_FULL), at the size that the file has now.
        _options["init_command"] += "PRAGMA max_page_count=1;"
else:
    _options["options"] = "-c lock_timeout=2s"
    if os.environ.get("FULL"):  # what a server does that has no room left, or has lost its primary
        _options["options"] += " -c default_transaction_read_only=on"
