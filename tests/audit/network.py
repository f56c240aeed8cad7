"""What a page asks for and complains of: requests, hosts, bytes, and the lines of its console."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

from tests.audit.findings import Fault

MOST_BYTES = 60_000
MOST_REQUESTS = 7


class Watch:
    """Listens to a page from before its first request; `transferred` is counted on the wire."""

    def __init__(self, page: Page, own: str) -> None:
        self._page = page
        self._own = urlsplit(own).netloc
        self._answered: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._urls: list[str] = []
        self._lines: list[Fault] = []
        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", self._asked)
        wire.on("Network.loadingFinished", self._finished)
        wire.on("Network.webSocketCreated", lambda event: self._urls.append(event["url"]))
        wire.send("Network.enable")
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._lines.append(Fault("uncaught error", "", str(error))))

    @property
    def requests(self) -> int:
        """Return how many requests went out."""
        return len(self._answered)

    @property
    def transferred(self) -> int:
        """Return the bytes of all answers as they came over the wire, headers included."""
        return sum(self._sizes.values())

    def check_weight(self) -> list[Fault]:
        """Return whether the first view asks for too much."""
        found = []
        if self.transferred > MOST_BYTES:
            heaviest = max(self._sizes, key=self._sizes.__getitem__)
            told = f"{self.transferred} bytes, most in {self._answered[heaviest]}"
            found.append(Fault(f"more than {MOST_BYTES} bytes", "", told))
        if self.requests > MOST_REQUESTS:
            told = ", ".join(urlsplit(url).path for url in self._answered.values())
            found.append(Fault(f"more than {MOST_REQUESTS} requests", "", f"{self.requests}: {told}"))
        return found

    def check_hosts(self) -> list[Fault]:
        """Return each address that was asked for on another host."""
        hosts = {url: urlsplit(url) for url in self._urls}
        return [
            Fault("another host", url)
            for url, parts in hosts.items()
            if parts.scheme not in {"data", "blob"} and parts.netloc != self._own
        ]

    def check_console(self, *, expected_status: int = 200) -> list[Fault]:
        """Return errors and reports of the Content-Security-Policy.

        A page that is meant to answer 404 makes the browser write one line; that one is expected.
        """
        expected = f"Failed to load resource: the server responded with a status of {expected_status} "
        told = [
            line
            for line in self._lines
            if not (line.element == self._page.url and line.note.startswith(expected))
        ]
        broken = self._page.evaluate("window.__audit.violations")
        return told + [Fault("Content-Security-Policy", "", violation) for violation in broken]

    def _asked(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        self._urls.append(url)
        if not url.startswith(("data:", "blob:")):
            self._answered[event["requestId"]] = url

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._answered:
            self._sizes[event["requestId"]] = int(event["encodedDataLength"])

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "assert"} or "Content Security Policy" in line.text:
            self._lines.append(Fault(f"console {line.type}", line.location.get("url", ""), line.text))
