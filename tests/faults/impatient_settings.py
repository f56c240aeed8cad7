"""The site's settings with a short lock timeout, and a full database if FULL is set."""

import os

from clinic_site.settings import *  # noqa: F403

_options = DATABASES["default"]["OPTIONS"]  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    _options["timeout"] = 2
    if os.environ.get("FULL"):
        # Gives the same error as a full disk (SQLITE_FULL), at the current size of the file.
        _options["init_command"] += "PRAGMA max_page_count=1;"
else:
    _options["options"] = "-c lock_timeout=2s"
    if os.environ.get("FULL"):  # as a server does that has run out of space or lost its primary
        _options["options"] += " -c default_transaction_read_only=on"
