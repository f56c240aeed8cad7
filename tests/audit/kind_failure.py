"""Error states that cannot be produced on a healthy site.

The site's code renders their pages with a separate database. The browser shows them at their URLs,
with the site's styles, scripts, and fonts.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page, Response

from tests.audit.views import View, go

# In one process, because each would start Django and check the pages once more.
_PRINT = """
from django.core.management import call_command
from tests.kind_failure.printed import print_all
call_command("migrate", verbosity=0)
print_all()
"""
# The audit produces these in the browser, or they show the same page as another state.
_SEEN = {
    *("error", "under 18", "from another site", "receipt expired", "wrong pair", "status expired"),
    "withdrawal too late",
    *("draft gone", "wrong code", "step error", "not a match", "in danger", "too young", "talk first"),
    *("self-check unanswered", "not here", "receipt unknown"),
    *("not stored", "withdrawal not stored", "consultation flood", "step from elsewhere"),
    *("broken multipart", "too many fields", "a file", "maintenance"),
}


class Site(Protocol):
    """A running site with its own folder, like `tests.stack.Stack`."""

    url: str
    folder: Path

    def manage(self, *arguments: str, **env: str) -> str:
        """Run a management command with changes to its environment, and return its output."""


def views(site: Site) -> list[View]:
    """Return a view for each state that is not in _SEEN. Raises ValueError if a state in it is unknown."""
    database = {"DATABASE_URL": f"sqlite:///{site.folder}/states.sqlite3"}
    rows = json.loads(site.manage("shell", "--no-imports", "--command", _PRINT, **database))
    if unknown := _SEEN - {row["name"] for row in rows}:
        raise ValueError(f"no such state: {', '.join(sorted(unknown))}")
    return [
        View(row["path"], row["name"], row["status"], partial(_show, url=site.url + row["path"], row=row))
        for row in rows
        if row["name"] not in _SEEN
    ]


def _show(page: Page, *, url: str, row: dict[str, Any]) -> Response:
    page.route(
        lambda requested: requested == url,
        lambda route: route.fulfill(status=row["status"], headers=row["headers"], body=row["html"]),
        times=1,
    )
    return go(page, url=url)
