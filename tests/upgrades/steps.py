"""The steps of the guide. Each function runs in a process of the site that is being upgraded."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.management import call_command

from tests.upgrades.old_database import load


def with_the_old_keys(database: str, folder: str) -> None:
    """Load the old database, migrate it, and print the settings of the new key files."""
    load(database)
    call_command("migrate", verbosity=0)
    call_command("split_keys", folder)
    call_command("load_faq")


def with_the_new_keys(_database: str) -> None:
    """Move everything to the new keys; print what the commands printed, as JSON."""
    print(json.dumps({name: output(name) for name in ("rekey", "verify_audit")}))


def output(*command: Any) -> str:
    """Return what a management command prints."""
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()
