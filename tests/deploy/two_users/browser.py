"""What a browser sends and reads, without a browser."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from tests.stack import PATIENCE


@dataclass(frozen=True)
class Answer:
    """What came back; `location` is without the name of the server."""

    status: int
    page: str
    location: str
    cookies: dict[str, str]


def ask(
    port: int, host: str, method: str, path: str, form: list[tuple[str, str]] | None = None, **headers: str
) -> Answer:
    """Send one request as nginx passes it on. Raises OSError."""
    sent = {
        "Host": host,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.7",
        "Sec-Fetch-Site": "same-origin",
        "Origin": f"https://{host}",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    body = None
    if form is not None:
        body, sent["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        cookies = [value.split(";")[0] for value in response.headers.get_all("Set-Cookie", [])]
        page = response.read().decode(errors="replace")
        place = urlsplit(response.headers.get("Location", ""))
        location = f"{place.path}?{place.query}" if place.query else place.path
        return Answer(response.status, page, location, dict(each.split("=", 1) for each in cookies))
    finally:
        connection.close()


def hidden_inputs(page: str) -> list[tuple[str, str]]:
    """Return the names and values of all hidden inputs of a page."""
    reader = _HiddenInputs()
    reader.feed(page)
    return reader.found


class _HiddenInputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found.append((given["name"], given.get("value") or ""))


class StaffBrowser:
    """A member of staff at the sign-in pages, with cookies."""

    def __init__(self, port: int, host: str) -> None:
        self._port, self._host = port, host
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> Answer:
        """Send a request with the cookies so far."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookie, "Referer": f"https://{self._host}/"}
        answer = ask(self._port, self._host, method, path, form, **headers)
        self._cookies |= answer.cookies
        return answer

    def submit(self, path: str, **typed: str) -> Answer:
        """Load the page of a form and send the form with what was typed."""
        token = dict(hidden_inputs(self.ask("GET", path).page))["csrfmiddlewaretoken"]
        return self.ask("POST", path, [("csrfmiddlewaretoken", token), *typed.items()])
