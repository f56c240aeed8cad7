"""Helpers to produce failure states, and the definition of a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from tests.typed import callback_answers


class Clock(Protocol):
    """A clock that can be moved, such as time_machine's."""

    def move_to(self, moment: Any) -> None:
        """Move it to `moment`."""


class World:
    """A visitor, and ways to make things fail for them; `monkeypatch` undoes the changes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
        self.client = Client(raise_request_exception=False)
        self.monkeypatch, self.clock = monkeypatch, clock

    def post(self, address: str = "203.0.113.9", **changes: Any) -> Any:
        """Post the callback form from an IP address."""
        return self.client.post("/callback/", callback_answers(**changes), REMOTE_ADDR=address)

    def shown_after(self, **changes: Any) -> Any:
        """Post the callback form and return the page that it leads to."""
        return self.client.get(self.post(**changes)["Location"])

    def configure(self, **changes: Any) -> None:
        """Change settings of the site."""
        for name, value in changes.items():
            self.monkeypatch.setattr(settings, name, value)

    def without_database(self, module: Any, name: str) -> None:
        """Make a function of a module raise OperationalError."""

        def unavailable(*_: Any, **__: Any) -> None:
            raise OperationalError("canary")

        self.monkeypatch.setattr(module, name, unavailable)


@dataclass(frozen=True)
class State:
    """A failure state: how to produce it, its status code, and text that identifies it."""

    name: str
    produce: Callable[[World], Any]
    status: int
    says: str
    next_step: str
    keeps_typed: bool = False
