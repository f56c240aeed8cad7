"""Network and console checks: requests, hosts, transferred bytes, and console messages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page

from tests.audit.findings import Problem

MOST_BYTES = 60_000  # without the clinic's pictures
MOST_BYTES_WITH_PICTURES = 200_000
MOST_REQUESTS = 6  # without the clinic's pictures
_PICTURES = "/pictures/"


class Watch:
    """Records the network and console of a page. Create it before the page's first request."""

    def __init__(self, page: Page, own: str) -> None:
        self._page = page
        self._own = urlsplit(own).netloc
        self._requested: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._urls: list[str] = []
        self._lines: list[Problem] = []
        self._wire = wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", self._request)
        wire.on("Network.loadingFinished", self._finished)
        wire.on("Network.webSocketCreated", lambda event: self._urls.append(event["url"]))
        wire.send("Network.enable")
        page.on("console", self._console)
        page.on("pageerror", self._error)

    def close(self) -> None:
        """Stop recording: the page is used again."""
        self._wire.detach()
        self._page.remove_listener("console", self._console)
        self._page.remove_listener("pageerror", self._error)

    @property
    def requests(self) -> int:
        """The number of requests."""
        return len(self._requested)

    @property
    def transferred(self) -> int:
        """The number of bytes received, including headers, as sent over the network."""
        return sum(self._sizes.values())

    def check_weight(self) -> list[Problem]:
        """Return violations of the size limits for a first view."""
        others = {key: url for key, url in self._requested.items() if _PICTURES not in url}
        weight = sum(size for key, size in self._sizes.items() if key in others)
        found = []
        for most, total, which in (
            (MOST_BYTES, weight, ""),
            (MOST_BYTES_WITH_PICTURES, self.transferred, " with pictures"),
        ):
            if total > most:
                heaviest = max(self._sizes, key=self._sizes.__getitem__)
                detail = f"{total} bytes, most in {self._requested[heaviest]}"
                found.append(Problem(f"more than {most} bytes{which}", "", detail))
        if len(others) > MOST_REQUESTS:
            detail = ", ".join(urlsplit(url).path for url in others.values())
            found.append(Problem(f"more than {MOST_REQUESTS} requests", "", f"{len(others)}: {detail}"))
        return found

    def check_hosts(self) -> list[Problem]:
        """Return all requests to other hosts."""
        hosts = {url: urlsplit(url) for url in self._urls}
        return [
            Problem("request to another host", url)
            for url, parts in hosts.items()
            if parts.scheme not in {"data", "blob"} and parts.netloc != self._own
        ]

    def check_console(self, *, expected_status: int = 200) -> list[Problem]:
        """Return console errors and violations of the Content-Security-Policy.

        For a page with an error status, browsers log a message, which is not reported.
        """
        expected = f"Failed to load resource: the server responded with a status of {expected_status} "
        unexpected = [
            line
            for line in self._lines
            if not (line.element == self._page.url and line.note.startswith(expected))
        ]
        violations = self._page.evaluate("window.__audit.violations")
        return unexpected + [Problem("Content-Security-Policy", "", violation) for violation in violations]

    def _request(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        self._urls.append(url)
        if not url.startswith(("data:", "blob:")):
            self._requested[event["requestId"]] = url

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._requested:
            self._sizes[event["requestId"]] = int(event["encodedDataLength"])

    def _error(self, error: Error) -> None:
        self._lines.append(Problem("uncaught error", "", str(error)))

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "assert"} or "Content Security Policy" in line.text:
            self._lines.append(Problem(f"console {line.type}", line.location.get("url", ""), line.text))
