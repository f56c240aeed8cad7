"""A test client that gets error pages instead of exceptions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

FORM = "application/x-www-form-urlencoded"


class Visitor(Client):
    """A client that gets error pages as people do, and can send raw bytes."""

    def __init__(self, **headers: str) -> None:
        super().__init__(raise_request_exception=False, headers=headers)

    def send(self, path: str, body: bytes, content_type: str = FORM, **headers: str) -> HttpResponse:
        """Post raw bytes."""
        return self.generic("POST", path, body, content_type, headers=headers)

    def fill(self, path: str, answers: dict[str, Any]) -> HttpResponse:
        """Post answers as a browser encodes them; lone surrogates are sent as such."""
        pairs = [
            (name.encode("utf-8", "surrogatepass"), str(value).encode("utf-8", "surrogatepass"))
            for name, values in answers.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return self.send(path, urlencode(pairs).encode())
