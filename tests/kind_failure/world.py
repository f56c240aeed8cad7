"""A visitor to whom things go wrong, and what each way not to succeed must hold."""

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
    """A clock that can be put to another moment, as time_machine has it."""

    def move_to(self, moment: Any) -> None:
        """Put it to `moment`."""


class World:
    """A visitor, and the switches by which things go wrong for them; `monkeypatch` puts them back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
        self.client = Client(raise_request_exception=False)
        self.monkeypatch, self.clock = monkeypatch, clock

    def post(self, address: str = "203.0.113.9", **changes: Any) -> Any:
        """Send the callback form from an address."""
        return self.client.post("/callback/", callback_answers(**changes), REMOTE_ADDR=address)

    def configure(self, **changes: Any) -> None:
        """Change settings of the site."""
        for name, value in changes.items():
            self.monkeypatch.setattr(settings, name, value)

    def without_database(self, module: Any, name: str) -> None:
        """Let one function of a module find no database."""

        def away(*_: Any, **__: Any) -> None:
            raise OperationalError("canary")

        self.monkeypatch.setattr(module, name, away)


@dataclass(frozen=True)
class State:
    """One way not to succeed: how it comes about, its status, and words that only it has."""

    name: str
    produce: Callable[[World], Any]
    status: int
    says: str
    next_step: str
    keeps_typed: bool = False
