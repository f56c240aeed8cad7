"""States that nobody can bring about at a site that runs well, shown by a browser as the site's own.

The site's code makes their pages, in a database of its own; style, script and font are the site's.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page, Response

from tests.audit.views import View, go

_PRINT = "from tests.kind_failure.printed import print_all; print_all()"
# These are brought about in the browser itself, or show the same page as another state.
_SEEN = {
    *("error", "under 18", "from another site", "receipt expired", "wrong pair", "status expired"),
    *("draft gone", "wrong code", "step error", "not a match", "in danger", "too young", "talk first"),
    *("self-check unanswered", "not here", "receipt unknown"),
    *("not stored", "withdrawal not stored", "consultation flood", "step from elsewhere"),
    *("broken multipart", "too many fields", "a file", "maintenance"),
}


class Site(Protocol):
    """A site with a folder of its own; `tests.stack.Stack` is one."""

    url: str
    folder: Path

    def manage(self, *arguments: str, **env: str) -> str:
        """Run a management command, with changes of its environment, and return what it printed."""


def views(site: Site) -> list[View]:
    """Return a view for each state that is seen nowhere else. Raises ValueError for a state that is gone."""
    database = {"DATABASE_URL": f"sqlite:///{site.folder}/states.sqlite3"}
    site.manage("migrate", "--verbosity", "0", **database)
    rows = json.loads(site.manage("shell", "--no-imports", "--command", _PRINT, **database))
    if gone := _SEEN - {row["name"] for row in rows}:
        raise ValueError(f"no such state: {', '.join(sorted(gone))}")
    return [
        View(row["path"], row["name"], row["status"], partial(_show, url=site.url + row["path"], row=row))
        for row in rows
        if row["name"] not in _SEEN
    ]


def _show(page: Page, *, url: str, row: dict[str, Any]) -> Response:
    page.route(
        lambda asked: asked == url,
        lambda route: route.fulfill(status=row["status"], headers=row["headers"], body=row["html"]),
        times=1,
    )
    return go(page, url=url)
