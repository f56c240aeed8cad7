"""Call the WSGI application directly, without Django's test client."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True)
class Answer:
    """A response. Header names are in lower case, each with a list of its values."""

    status: int
    headers: dict[str, list[str]]
    body: bytes


def ask(app: Any, path: str, method: str = "GET", body: bytes = b"", **environ: str) -> Answer:
    """Return the response of a WSGI application. `path` is as in PATH_INFO: decoded, as Latin-1."""
    given: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_HOST": "testserver"}
    given |= {"SCRIPT_NAME": "", "QUERY_STRING": "", "REMOTE_ADDR": "127.0.0.1"}
    given |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)} | environ
    setup_testing_defaults(given)
    caught: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        caught[:] = [status, headers]
        return lambda written: None

    result = app(given, start_response)
    try:
        content = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    headers: dict[str, list[str]] = {}
    for name, value in caught[1]:
        headers.setdefault(name.lower(), []).append(value)
    return Answer(int(caught[0][:3]), headers, content)
